#include "nodes/verifier.h"

#include <algorithm>
#include <limits>

#include <boost/asio/co_spawn.hpp>

#include "base/dto.h"
#include "nodes/answer.h"
#include "reasoning/comparison.h"

namespace rustygpt::nodes {
namespace {

using namespace reasoning;

// Hears what the graph tells when it runs again: nobody wants to hear it twice.
class Nobody final : public AnswerSink {
public:
    Task<> delta(std::string, std::string) override { co_return; }
    Task<> step(Step) override { co_return; }
};

// The model of a recorded graph: it is given all that it was given then, and speaks again where it is deterministic.
class FormerModel final : public Model {
public:
    // again: nothing where the model is not deterministic, or not there any more.
    FormerModel(std::string id, Model* again) : id_(std::move(id)), again_(again) {}
    [[nodiscard]] std::string_view id() const override { return id_; }
    [[nodiscard]] std::size_t history_bytes() const override { return std::numeric_limits<std::size_t>::max(); }
    [[nodiscard]] bool follows_up() const override { return true; }
    [[nodiscard]] bool deterministic() const override { return again_ != nullptr; }
    [[nodiscard]] std::string version() const override { return again_ ? again_->version() : std::string(); }
    Task<ModelTurn> call(ModelRequest request, std::stop_token stop) override {
        return again_->call(std::move(request), std::move(stop));
    }

private:
    std::string id_;
    Model* again_;
};

// Nothing where the text is no trace.
std::optional<Trace> trace_from(const std::string& text) {
    try {
        return dto::from_json<Trace>(parse_json(text, trace_levels));
    } catch (const Failure&) {
        return std::nullopt;
    }
}

const TraceNode* first_of(const Trace& trace, NodeKind kind) {
    const auto found = std::ranges::find(trace.nodes, kind, &TraceNode::kind);
    return found == trace.nodes.end() ? nullptr : &*found;
}

// What was asked, as the trace has it; nothing where it does not.
std::optional<Question> question_in(const Trace& trace) {
    const auto* prompt = first_of(trace, NodeKind::prompt);
    if (prompt == nullptr || !prompt->input) return std::nullopt;
    try {
        auto question = question_from(*prompt->input);
        const auto* model = first_of(trace, NodeKind::model);
        if (model && model->input) question.sampling = sampling_from(*model->input);
        (void)documents_from(*prompt->input);
        return question;
    } catch (const std::exception&) {
        return std::nullopt;
    }
}

class GraphVerifier final : public Verifier {
public:
    GraphVerifier(const tools::Registry& tools, Pool& pool, Limits limits, std::vector<std::unique_ptr<Model>> models,
                  Executor executor, documents::Retrieval* retrieval)
        : tools_(tools),
          pool_(pool),
          limits_(limits),
          models_(std::move(models)),
          executor_(std::move(executor)),
          retrieval_(retrieval) {}

    Task<Verification> verify(std::string text, std::optional<Anchors> anchors, std::stop_token stop) override {
        auto read = [text = std::move(text)] { return trace_from(text); };
        const auto parsed = co_await pool_.run(std::move(read));
        if (!parsed) co_return Verification{.verified = false, .nodes = {}};
        // Shared with the pool: its work may outlive a coroutine that is destroyed.
        const auto record = std::make_shared<const Trace>(std::move(*parsed));
        const auto replay = std::make_shared<std::optional<Replay>>();
        if (auto question = question_in(*record)) {
            if (anchors) question->user_id = anchors->user_id;
            auto again = run_again(record, std::move(*question), stop);
            *replay = co_await asio::co_spawn(executor_, std::move(again), use_task);
        }
        auto judge = [record, replay, anchors = std::move(anchors)] { return compare(*record, *replay, anchors); };
        co_return co_await pool_.run(std::move(judge));
    }

private:
    Task<Replay> run_again(std::shared_ptr<const Trace> record, Question question, std::stop_token stop) {
        FormerModel model(question.model, find(question.model));
        Answer answer{.question = question,
                      .tools = tools_,
                      .pool = pool_,
                      .model = model,
                      .speech = Speech(question.sampling),
                      .retrieval = anchored(question) ? retrieval_ : nullptr,
                      .documents = documents_from(*first_of(*record, NodeKind::prompt)->input),
                      .record = record.get()};
        Nobody nobody;
        Runner runner(limits_, nobody, stop);
        begin_graph(answer, runner);
        co_await runner.run();
        co_return Replay{.nodes = take_replayed(runner.graph()),
                         .cut_short = runner.failure().has_value() || stop.stop_requested()};
    }

    // Nobody's passages but the asker's.
    [[nodiscard]] static bool anchored(const Question& question) { return question.user_id != Id{}; }

    [[nodiscard]] Model* find(std::string_view id) const {
        const auto found = std::ranges::find_if(
            models_, [&](const auto& model) { return model->deterministic() && model->id() == id; });
        return found == models_.end() ? nullptr : found->get();
    }

    const tools::Registry& tools_;
    Pool& pool_;
    Limits limits_;
    std::vector<std::unique_ptr<Model>> models_;
    Executor executor_;
    documents::Retrieval* retrieval_;
};

}  // namespace

std::unique_ptr<Verifier> make_verifier(const tools::Registry& tools, Pool& pool, Limits limits,
                                        std::vector<std::unique_ptr<Model>> models, Executor executor,
                                        documents::Retrieval* retrieval) {
    return std::make_unique<GraphVerifier>(tools, pool, limits, std::move(models), std::move(executor), retrieval);
}

}  // namespace rustygpt::nodes
