// What the runner itself costs: graphs whose steps do nothing, told to nobody, traces taken. CPU time of the one thread
// that does it all.
//
//   bench_runner_cost GRAPHS      prints {"cpu_per_node": SECONDS, "nodes": N}

#include <sys/resource.h>

#include <cstdio>
#include <cstdlib>

#include <boost/json/object.hpp>

#include "base/crypto.h"
#include "base/run_blocking.h"
#include "reasoning/runner.h"

namespace {

using namespace rustygpt;
using namespace rustygpt::reasoning;

constexpr int branches = 30;

double thread_seconds() {
    rusage usage{};
    ::getrusage(RUSAGE_THREAD, &usage);
    return static_cast<double>(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
           static_cast<double>(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
}

class Nobody final : public AnswerSink {
public:
    Task<> delta(std::string, std::string) override { co_return; }
    Task<> step(Step) override { co_return; }
};

// The input and output of a small tool call, without the call.
json::value input_of(int number) { return {{"expression", "17% of 2340"}, {"number", number}}; }
json::value output() { return {{"result", "397.8"}, {"exact", true}}; }

class Nothing final : public NodeWork {
public:
    explicit Nothing(int number) : number_(number) {}
    Task<NodeResult> run(NodeRun& run) override {
        run.input(input_of(number_));
        co_return output();
    }

private:
    int number_;
};

NodeSpec nothing(int number, std::vector<std::string> depends_on) {
    NodeSpec spec{.kind = NodeKind::tool, .label = "17% of 2340", .depends_on = std::move(depends_on)};
    spec.tool = "calculator";
    spec.version = "1.0.0";
    spec.parameters = input_of(number);
    spec.work = std::make_unique<Nothing>(number);
    return spec;
}

// One step, many that depend on it, and one that depends on those.
template <class Add>
void make_graph(Add add) {
    const auto first = add(nothing(0, {}));
    std::vector<std::string> middle;
    for (int i = 1; i <= branches; ++i) middle.push_back(add(nothing(i, {first})));
    add(nothing(branches + 1, std::move(middle)));
}

// Returns the number of steps.
Task<std::size_t> run_graphs(int count) {
    std::size_t nodes = 0;
    for (int i = 0; i < count; ++i) {
        Nobody nobody;
        Runner runner({}, nobody, {});
        make_graph([&](NodeSpec spec) { return runner.add(std::move(spec)); });
        co_await runner.run();
        nodes += runner.take_trace().nodes.size();
    }
    co_return nodes;
}

void make_steps_alone(int count) {
    const std::string id(32, '0');
    for (int i = 0; i < count; ++i) {
        std::vector<NodeSpec> specs;
        std::vector<json::value> values;
        make_graph([&](NodeSpec spec) {
            values.push_back(input_of(i));
            values.push_back(output());
            specs.push_back(std::move(spec));
            return id;
        });
    }
}

template <class Work>
double seconds_of(Work work) {
    work();  // warms up
    const double before = thread_seconds();
    work();
    return thread_seconds() - before;
}

}  // namespace

int main(int count, char** arguments) {
    if (count != 2) return 2;
    crypto_init();
    const int graphs = std::atoi(arguments[1]);
    std::size_t nodes = 0;
    const double all = seconds_of([&] { nodes = run_blocking(run_graphs(graphs)); });
    const double alone = seconds_of([&] { make_steps_alone(graphs); });
    std::printf("{\"cpu_per_node\": %.9f, \"nodes\": %zu}\n", (all - alone) / static_cast<double>(nodes), nodes);
}
