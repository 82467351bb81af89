#pragma once

#include "api/streaming.h"
#include "chat/answers.h"
#include "chat/submit.h"
#include "http/route.h"
#include "tools/registry.h"

namespace rustygpt::api {

// What the chat routes work with. Lives as long as the server.
struct ChatServices {
    chat::Store& store;
    chat::Submit& submit;
    chat::Answers& answers;
    const tools::Registry& tools;
    const Streaming& streaming;
    std::string default_model = "builtin";
};

// POST /api/chat, POST /api/conversations/:id/reply, POST /api/messages/:id/regenerate.
void add_chat_routes(http::Routes& routes, const ChatServices& services);
// GET /api/messages/:id, POST /api/messages/:id/cancel.
void add_message_routes(http::Routes& routes, const ChatServices& services);
// GET/PATCH/DELETE of conversations, the list and the export.
void add_conversation_routes(http::Routes& routes, const ChatServices& services);

}  // namespace rustygpt::api
