#pragma once

// What the server under test asks of its disk, in order: appended to the file that POWER_LOG names, record by record.
// power/disk.py reads it and says what a power loss may leave. Its form, little-endian:
//
//   kind (1 byte), length of the name (2), length of the data (4), offset (8), name, data
//
//   O  a file came to be            W  data was written at the offset     T  a file was cut to the offset
//   S  a sync of a file begins      E  it has ended                       X  a file was deleted
//   D  a folder was synced          F  a file that is none of SQLite's was synced
//   L  a file got a second name, which is in the data

#include <cstdint>
#include <string_view>

namespace rustygpt::power {

void record(char kind, std::string_view path, std::int64_t offset = 0, std::string_view data = {});

// At a sync: tells whoever holds the other end of the descriptor POWER_CONTROL, and waits until they say go on.
void pause_at_sync();

}  // namespace rustygpt::power
