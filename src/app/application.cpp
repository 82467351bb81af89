#include "app/application.h"

#include <csignal>
#include <cstdio>
#include <future>
#include <thread>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/use_future.hpp>
#include <fmt/format.h>

#include "accounts/accounts.h"
#include "api/account.h"
#include "api/auth.h"
#include "api/chat.h"
#include "api/setup.h"
#include "api/system.h"
#include "api/tokens.h"
#include "api/tools.h"
#include "app/administration.h"
#include "app/authentication.h"
#include "app/document_parts.h"
#include "app/heartbeat.h"
#include "app/limiting.h"
#include "app/metrics.h"
#include "app/options.h"
#include "app/signals.h"
#include "app/traces.h"
#include "chat/submit.h"
#include "http/server.h"
#include "nodes/engine.h"
#include "storage/account_store.h"
#include "storage/chat_store.h"
#include "storage/sqlite/sqlite.h"
#include "storage/token_store.h"
#include "telemetry/log.h"

namespace rustygpt::app {
namespace {

using SteadyClock = std::chrono::steady_clock;

// More would only make each of them slower: one thread carries them all.
constexpr std::size_t answers_at_once = 64;

unsigned cores() { return std::max(1u, std::thread::hardware_concurrency()); }

}  // namespace

// In the order in which they are made; destroyed in the opposite one. What may still resume a coroutine (the pools, the
// database) comes after the executors that the coroutines run on, so that it stops first.
struct Application::Parts {
    Parts(const config::Settings& settings_, const LiveSettings& live_, const ServiceManager& manager_);
    ~Parts();

    void declare_routes();
    void start();
    void announce();
    std::vector<std::string> missing() const;
    void shut_down();

    template <class T>
    T wait(Task<T> task) {
        return asio::co_spawn(engine_io.get_executor(), std::move(task), asio::use_future).get();
    }

    const config::Settings settings;
    const LiveSettings& live;
    const ServiceManager& manager;
    tools::Registry tools = tools::Registry::builtin();
    std::atomic<bool> recovered = false;
    std::atomic<bool> stopping = false;

    std::vector<std::unique_ptr<reasoning::Model>> models;  // until the engine has them
    std::unique_ptr<Metrics> metrics;  // null where off
    asio::io_context engine_io{1};  // the answers, and what happens at regular times
    asio::executor_work_guard<Executor> engine_work{engine_io.get_executor()};
    stream::Hub hub;
    http::Routes routes;
    std::unique_ptr<http::Server> server;
    std::unique_ptr<Authentication> authentication;
    std::unique_ptr<Limiting> limiting;
    std::unique_ptr<accounts::Accounts> people;  // hashes passwords on a pool of its own
    Pool tool_pool{"tools", cores(), 1024};
    std::unique_ptr<storage::Database> database;
    std::unique_ptr<storage::EventLog> log;
    std::unique_ptr<storage::ChatStore> chats;
    std::unique_ptr<storage::AccountStore> accounts_store;
    std::unique_ptr<storage::TokenStore> token_store;
    std::unique_ptr<Administration> administration;
    std::unique_ptr<DocumentParts> documents;
    std::unique_ptr<reasoning::Engine> engine;
    std::unique_ptr<chat::Answers> answers;
    std::unique_ptr<chat::Submit> submit;
    std::unique_ptr<api::Streaming> streaming;
    std::unique_ptr<api::ChatServices> chat_services;
    std::unique_ptr<Traces> traces;
    std::unique_ptr<api::System> system;
    Pool scrape_pool{"metrics", 1, 8};  // looks at all of the above
    std::vector<std::future<void>> regular;  // what runs until the end
    std::jthread engine_thread;
};

Application::Parts::Parts(const config::Settings& settings_, const LiveSettings& live_, const ServiceManager& manager_)
    : settings(settings_),
      live(live_),
      manager(manager_),
      models(models_of(settings, tools, &tool_pool)),
      metrics(Metrics::of(settings, names_of(models))),
      hub(static_cast<std::size_t>(settings.server.max_streams_per_user), metrics != nullptr) {
    const auto file = sqlite_file(settings);
    database = storage::open_sqlite({.path = file,
                                     .readers = readers(settings),
                                     .statement_timeout = milliseconds(settings.database.statement_timeout_ms),
                                     .serve = true,
                                     .metrics = metrics ? &metrics->database : nullptr});
    log = std::make_unique<storage::EventLog>(
        *database, [this](std::vector<stream::Event> events) { hub.publish(std::move(events)); });
    chats = std::make_unique<storage::ChatStore>(*database, *log);
    accounts_store = std::make_unique<storage::AccountStore>(*database);
    token_store = std::make_unique<storage::TokenStore>(*database);
    people = std::make_unique<accounts::Accounts>(*accounts_store, *token_store, session_policy(settings),
                                                  settings.rate_limits.login_per_minute, server_key(settings, file),
                                                  metrics ? &metrics->auth : nullptr);
    authentication = std::make_unique<Authentication>(*people, settings);
    administration = std::make_unique<Administration>(*database, *people, hub, settings, file);

    limiting = std::make_unique<Limiting>(*database, tool_pool, settings);

    documents = std::make_unique<DocumentParts>(*database, settings);
    engine = nodes::make_engine(tools, tool_pool, engine_limits(settings), std::move(models), &documents->store);
    answers = std::make_unique<chat::Answers>(engine_io.get_executor(), *chats, *engine, answers_at_once,
                                              metrics ? &metrics->answers : nullptr);
    submit = std::make_unique<chat::Submit>(*chats, *engine, *answers);
    streaming = std::make_unique<api::Streaming>(
        api::Streaming{.hub = hub,
                       .store = *log,
                       .alive = [this](const Caller& caller) { return people->alive(caller); },
                       .base_path = settings.server.base_path});
    chat_services = std::make_unique<api::ChatServices>(api::ChatServices{
        .store = *chats, .submit = *submit, .answers = *answers, .tools = tools, .streaming = *streaming});
    traces = std::make_unique<Traces>(settings, tools, tool_pool, engine_io.get_executor(), *chats, documents->store);
    declare_routes();

    auto options = server_options(settings);
    options.limiter = limiting.get();
    server = std::make_unique<http::Server>(std::move(options), routes, *authentication);
    for (std::size_t core = 0; core < server->cores(); ++core) hub.add_core(server->executor(core));
    if (metrics)
        metrics->watch({*server,
                        hub,
                        *people,
                        *database,
                        {{"tools", &tool_pool}, {"documents", &documents->pool}, {"metrics", &scrape_pool}}});
    if (metrics) metrics->watch(limit_sources(*limiting));
    engine_thread = std::jthread([this] { engine_io.run(); });
}

void Application::Parts::declare_routes() {
    system = std::make_unique<api::System>(routes, [this] { return missing(); });
    api::add_stream_schemas(routes);
    api::add_setup_routes(routes, authentication->services);
    api::add_auth_routes(routes, authentication->services);
    api::add_account_routes(routes, authentication->services);
    api::add_token_routes(routes, authentication->services);
    administration->add_routes(routes);
    api::add_chat_routes(routes, *chat_services);
    api::add_stream_routes(routes, *streaming, *chats);
    api::add_conversation_routes(routes, *chat_services);
    api::add_message_routes(routes, *chat_services);
    api::add_trace_routes(routes, traces->services);
    api::add_tool_routes(routes, tools, tool_pool);
    api::add_limit_routes(routes, limiting->services);
    if (metrics) metrics->add_route(routes, settings.telemetry, scrape_pool);
    documents->declare_routes(routes);
    system->publish(routes, api_info(settings));
}

std::vector<std::string> Application::Parts::missing() const {
    std::vector<std::string> out;
    if (!recovered) out.emplace_back("answers of the last run are being recovered");
    if (stopping) out.emplace_back("the server is stopping");
    return out;
}

void Application::Parts::start() {
    wait(limiting->begin(routes));
    server->start();
    for (std::size_t core = 0; core < server->cores(); ++core)
        asio::co_spawn(server->executor(core), tick_streams(hub, core), asio::detached);
    regular.push_back(asio::co_spawn(engine_io.get_executor(), people->watch.run(), asio::use_future));
    regular.push_back(
        asio::co_spawn(engine_io.get_executor(),
                       prune_regularly(*database, [this] { return live.retention(); }, stopping), asio::use_future));
    regular.push_back(asio::co_spawn(engine_io.get_executor(), stop_unwanted_regularly(*answers, *people, stopping),
                                     asio::use_future));
    regular.push_back(asio::co_spawn(engine_io.get_executor(), limiting->follow(stopping), asio::use_future));
    regular.push_back(asio::co_spawn(engine_io.get_executor(), documents->library.recover(), asio::use_future));
    regular.push_back(asio::co_spawn(engine_io.get_executor(), rebuild_search(*database, stopping), asio::use_future));
    std::vector<Executor> cores;
    for (std::size_t core = 0; core < server->cores(); ++core) cores.push_back(server->executor(core));
    regular.push_back(asio::co_spawn(engine_io.get_executor(),
                                     keep_watchdog(manager, std::move(cores), [this] { return stopping.load(); }),
                                     asio::use_future));
    wait(answers->recover());
    recovered = true;
}

// To standard output alone: the link holds a secret, and a log is no place for one.
void Application::Parts::announce() {
    const auto& host = settings.server.bind_address;
    const auto origin = fmt::format("http://{}:{}", host.contains(':') ? "[" + host + "]" : host, server->port());
    fmt::print("RustyGPT {} listens on {}{}/\n", RUSTYGPT_VERSION, origin, settings.server.base_path);
    if (!wait(people->set_up.is_done()))
        fmt::print("Set it up: {}{}/#setup={}\n", origin, settings.server.base_path, people->set_up.token());
    std::fflush(stdout);
    log::info("listening", {{"address", host}, {"port", server->port()}});
}

void Application::Parts::shut_down() {
    log::info("stopping");
    stopping = true;
    const auto began = SteadyClock::now();
    const auto part = [&](int percent) { return began + live.drain_time() * percent / 100; };
    server->stop_accepting();
    traces->stop();
    // Most of the time is for answers to end by themselves, some for closing the others, the rest for readers to get
    // the last of it.
    wait(answers->drain(part(60), part(75)));
    people->watch.stop();
    documents->library.stop();
    hub.wind_up();
    server->drain(std::chrono::ceil<milliseconds>(std::max(part(92), SteadyClock::now()) - SteadyClock::now()));
    for (auto& task : regular) task.wait();  // before the cores end, for one of them asks the cores
    server->stop();
    log::info("stopped");
}

Application::Parts::~Parts() {
    engine_work.reset();
    engine_io.stop();
}

Application::Application(const config::Settings& settings, const LiveSettings& live, const ServiceManager& manager)
    : parts_(std::make_unique<Parts>(settings, live, manager)) {}
Application::~Application() = default;

int Application::run(const std::function<void()>& reload) {
    const auto& manager = parts_->manager;
    parts_->start();
    parts_->announce();
    manager.ready();
    for (int number = next_signal(); number == SIGHUP; number = next_signal()) {
        manager.reloading();
        reload();
        manager.ready();
    }
    manager.stopping();
    parts_->shut_down();
    return 0;
}

}  // namespace rustygpt::app
