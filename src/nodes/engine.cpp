#include "nodes/engine.h"

#include <algorithm>

#include "nodes/answer.h"

namespace rustygpt::nodes {
namespace {

using namespace reasoning;

Ending failed(Ending ending, std::string_view code, std::string message) {
    ending.finish_reason = FinishReason::error;
    ending.error_code = code;
    ending.error_message = std::move(message);
    return ending;
}

class GraphEngine final : public Engine {
public:
    GraphEngine(const tools::Registry& tools, Pool& pool, Limits limits, std::vector<std::unique_ptr<Model>> models,
                documents::Retrieval* retrieval)
        : tools_(tools), pool_(pool), limits_(limits), models_(std::move(models)), retrieval_(retrieval) {}

    Task<Ending> answer(Question question, AnswerSink& sink, std::stop_token stop) override {
        auto* model = chosen(question.model);
        if (model == nullptr) co_return failed({}, "unknown_model", "There is no such model.");
        Answer answer{
            .question = question, .tools = tools_, .pool = pool_, .model = *model, .speech = Speech(question.sampling)};
        answer.retrieval = retrieval_;
        if (retrieval_ != nullptr) answer.documents = co_await retrieval_->has_documents(question.user_id);
        Runner runner(limits_, sink, stop, question.trace_id);
        begin_graph(answer, runner);
        std::exception_ptr thrown;
        try {
            co_await runner.run();
        } catch (...) {
            thrown = std::current_exception();
        }
        sink.trace(trace_of(answer, runner));
        if (thrown) std::rethrow_exception(thrown);
        co_return ending(answer, runner, stop.stop_requested());
    }

    [[nodiscard]] bool knows_model(std::string_view model) const override { return find(model) != nullptr; }
    [[nodiscard]] bool follows_up(std::string_view id) const override {
        const auto* model = chosen(id);
        return model != nullptr && model->follows_up();
    }

private:
    // The first where none is named.
    [[nodiscard]] Model* chosen(std::string_view id) const { return id.empty() ? models_.front().get() : find(id); }
    [[nodiscard]] Model* find(std::string_view id) const {
        for (const auto& model : models_)
            if (model->id() == id) return model.get();
        return nullptr;
    }

    static Trace trace_of(const Answer& answer, Runner& runner) {
        auto trace = runner.take_trace();
        trace.message_id = answer.question.message_id;
        trace.model = answer.model.id();
        trace.seed = answer.question.sampling.seed;
        return trace;
    }

    // Whether the responder has said all there is to say.
    static bool told(const Graph& graph) {
        return std::ranges::any_of(graph.nodes(), [](const auto& node) {
            return node->spec.kind == NodeKind::responder && node->status == NodeStatus::completed;
        });
    }

    // Also where the answer was cut short: what it would have said further is no different.
    static bool about_itself(const ModelTurn& turn) {
        return !turn.parts.empty() && std::ranges::all_of(turn.parts, &Part::about_itself);
    }

    static Ending ending(const Answer& answer, const Runner& runner, bool stopped) {
        Ending ending{.finish_reason = answer.speech.reason(),
                      .prompt_tokens = count_words(answer.question.prompt),
                      .completion_tokens = answer.speech.words(),
                      .citations = answer.citations,
                      .about_itself = about_itself(answer.turn)};
        if (told(runner.graph())) return ending;
        if (const auto& failure = runner.failure()) return failed(ending, code_of(failure->kind), failure->message);
        if (!stopped) return failed(ending, "internal_error", "The answer could not be made.");
        ending.finish_reason = FinishReason::cancelled;
        return ending;
    }

    const tools::Registry& tools_;
    Pool& pool_;
    Limits limits_;
    std::vector<std::unique_ptr<Model>> models_;
    documents::Retrieval* retrieval_;
};

}  // namespace

void begin_graph(Answer& answer, Runner& runner) {
    auto prompt = runner.add(prompt_node(answer));
    runner.add(model_node(answer, std::move(prompt)));
}

std::unique_ptr<Engine> make_engine(const tools::Registry& tools, Pool& pool, Limits limits,
                                    std::vector<std::unique_ptr<Model>> models, documents::Retrieval* retrieval) {
    return std::make_unique<GraphEngine>(tools, pool, limits, std::move(models), retrieval);
}

}  // namespace rustygpt::nodes
