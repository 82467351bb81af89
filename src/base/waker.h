#pragma once

namespace rustygpt {

// Who waits for something on one core, and wants to be told there.
class Waker {
public:
    // There may be something now. Cheap to call once too often.
    virtual void wake() = 0;

protected:
    ~Waker() = default;
};

}  // namespace rustygpt
