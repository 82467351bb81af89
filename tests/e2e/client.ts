// A client typed by nothing but the server's OpenAPI document: signs in, chats, lists, reads, invokes a tool, signs out.

import assert from "node:assert/strict";
import type { paths } from "./generated/api.js";

type Method = "get" | "post" | "patch" | "delete";
type Json<T> = T extends { content: { "application/json": infer Body } } ? Body : undefined;
type Operation<P extends keyof paths, M extends Method> = NonNullable<paths[P][M]>;
type Responses<P extends keyof paths, M extends Method> = Operation<P, M> extends { responses: infer R } ? R : never;
type Request<P extends keyof paths, M extends Method> =
    Operation<P, M> extends { requestBody?: { content: { "application/json": infer Body } } } ? Body : never;

const { ORIGIN, EMAIL, PASSWORD } = process.env as Record<string, string>;
const cookies = new Map<string, string>();
let csrf = "";

/** One exchange. The body's type follows from path, method and the status that is expected. */
async function call<P extends keyof paths, M extends Method, S extends keyof Responses<P, M> & number>(
    method: M, path: P, status: S,
    more: { body?: Request<P, M>; id?: string; query?: string; headers?: Record<string, string> } = {},
): Promise<Json<Responses<P, M>[S]>> {
    const target = (path as string).replace(/\{\w+\}/, more.id ?? "") + (more.query ?? "");
    const headers: Record<string, string> = { ...more.headers, cookie: [...cookies].map(([k, v]) => `${k}=${v}`).join("; ") };
    if (method !== "get") headers["x-csrf-token"] = csrf;
    if (more.body !== undefined) headers["content-type"] = "application/json";
    const reply = await fetch(ORIGIN + target, {
        method: method.toUpperCase(), headers, body: more.body === undefined ? null : JSON.stringify(more.body),
    });
    for (const line of reply.headers.getSetCookie()) {
        const [name = "", value = ""] = line.split(";")[0]!.split("=");
        cookies.set(name, value);
    }
    const text = await reply.text();
    assert.equal(reply.status, status, `${method} ${target}: ${reply.status} ${text}`);
    return (text ? JSON.parse(text) : undefined) as Json<Responses<P, M>[S]>;
}

const health = await call("get", "/api/health", 200);
assert.equal(health.status, "ok");

const signedIn = await call("post", "/api/auth/login", 200, { body: { email: EMAIL!, password: PASSWORD! } });
csrf = signedIn.csrf_token;
assert.equal(signedIn.user.role, "admin");
assert.equal((await call("get", "/api/auth/me", 200)).user.id, signedIn.user.id);

const accepted = await call("post", "/api/chat", 202, { body: { prompt: "What is 17% of 2340?" } });
assert.equal(accepted.conversation_created, true);
const waited = await call("post", "/api/conversations/{id}/reply", 200, {
    id: (await call("post", "/api/chat", 200, {
        body: { prompt: "5 miles in km" }, headers: { prefer: "wait=30" },
    })).conversation_id,
    body: { prompt: "What is 12^3?" }, headers: { prefer: "wait=30" },
});
assert.match(waited.message!.content, /1728/);

const listed = await call("get", "/api/conversations", 200, { query: "?limit=10" });
assert.equal(listed.conversations.length, 2);
const read = await call("get", "/api/conversations/{id}", 200, { id: waited.conversation_id });
assert.equal(read.messages.length, 4);
assert.equal(read.messages[3]!.content, waited.message!.content);

const tools = await call("get", "/api/tools", 200);
assert.ok(tools.tools.some((tool) => tool.name === "calculator"));
await call("delete", "/api/conversations/{id}", 204, { id: waited.conversation_id });
await call("post", "/api/auth/logout", 204);
await call("get", "/api/auth/me", 401);
console.log("signed in, chatted, listed, read, signed out");
