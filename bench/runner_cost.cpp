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
class Nothing final : public NodeWork {
public:
    explicit Nothing(int number) : number_(number) {}
    Task<NodeResult> run(NodeRun& run) override {
        run.input({{"expression", "17% of 2340"}, {"number", number_}});
        co_return json::value{{"result", "397.8"}, {"exact", true}};
    }

private:
    int number_;
};

NodeSpec nothing(int number, std::vector<std::string> depends_on) {
    NodeSpec spec{.kind = NodeKind::tool, .label = "17% of 2340", .depends_on = std::move(depends_on)};
    spec.tool = "calculator";
    spec.version = "1.0.0";
    spec.parameters = {{"expression", "17% of 2340"}, {"number", number}};
    spec.work = std::make_unique<Nothing>(number);
    return spec;
}

// One step, many that depend on it, and one that depends on those. Returns the number of steps.
Task<std::size_t> run_graph() {
    Nobody nobody;
    Runner runner({}, nobody, {});
    const auto first = runner.add(nothing(0, {}));
    std::vector<std::string> middle;
    for (int i = 1; i <= branches; ++i) middle.push_back(runner.add(nothing(i, {first})));
    runner.add(nothing(branches + 1, std::move(middle)));
    co_await runner.run();
    co_return runner.take_trace().nodes.size();
}

Task<std::size_t> run_graphs(int count) {
    std::size_t nodes = 0;
    for (int i = 0; i < count; ++i) nodes += co_await run_graph();
    co_return nodes;
}

}  // namespace

int main(int count, char** arguments) {
    if (count != 2) return 2;
    crypto_init();
    const int graphs = std::atoi(arguments[1]);
    run_blocking(run_graphs(graphs / 10 + 1));  // warms up
    const double before = thread_seconds();
    const auto nodes = run_blocking(run_graphs(graphs));
    const double spent = thread_seconds() - before;
    std::printf("{\"cpu_per_node\": %.9f, \"nodes\": %zu}\n", spent / static_cast<double>(nodes), nodes);
}
