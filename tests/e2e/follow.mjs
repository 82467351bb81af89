// Follows answers over two restarts of the server with somebody else's EventSource, and compares with what is stored.

import assert from "node:assert/strict";
import { createInterface } from "node:readline";

export const { ORIGIN, COOKIE, CSRF } = process.env;
export const TYPES = ["thread.new", "thread.activity", "message.new", "message.queued", "reasoning.step", "message.delta", "message.done",
    "conversation.updated", "conversation.deleted", "stream.reset", "stream.error"];

const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();

async function restart(how) {
    console.log(`restart ${how}`);
    assert.equal((await lines.next()).value, "restarted");
}

async function api(method, target, body) {
    const headers = { cookie: COOKIE, "x-csrf-token": CSRF, "content-type": "application/json" };
    const reply = await fetch(ORIGIN + target, { method, headers, body: body && JSON.stringify(body) });
    assert.ok(reply.ok, `${method} ${target}: ${reply.status}`);
    return reply.json();
}

/** What was heard so far. `waiters` are looked at after each event. */
class Heard {
    events = [];
    answers = new Map();
    waiters = new Set();
    row = 0;
    wrong = [];
    done = 0;

    take({ type, id, data }) {
        const { payload } = JSON.parse(data);
        const row = Number(id.split(":")[0]);
        if (row <= this.row) this.wrong.push(`row ${row} after ${this.row}`);
        this.row = row;
        this.events.push(type);
        if (type === "message.delta") this.delta(payload);
        if (type === "message.done") this.answer(payload.message.id).done = payload.message, ++this.done;
        if (type.startsWith("stream.")) this.wrong.push(`${type} ${data}`);
        for (const waiter of this.waiters) waiter();
    }

    answer(id) {
        if (!this.answers.has(id)) this.answers.set(id, { content: "", next: 0, done: null });
        return this.answers.get(id);
    }

    delta(part) {
        const answer = this.answer(part.message_id);
        if (part.sequence_from !== answer.next) this.wrong.push(`delta ${part.sequence_from}, due was ${answer.next}`);
        answer.next = part.sequence_to + 1;
        answer.content += part.choices.map((choice) => choice.delta.content ?? "").join("");
    }

    /** Resolves once the condition is true; fails after a minute. */
    async until(what, condition) {
        await new Promise((resolve, reject) => {
            const timer = setTimeout(() => reject(new Error(`never: ${what}; ${this.wrong}; ${this.events.length} events`)), 60_000);
            const look = () => {
                if (!condition()) return;
                clearTimeout(timer);
                this.waiters.delete(look);
                resolve();
            };
            this.waiters.add(look);
            look();
        });
    }
}

const prompt = (seed) => Array.from({ length: 150 }, (_, i) => `${seed * 1000 + i} * 3`).join(", ");

/** open(url, take) starts the client and resolves when it is connected; every event goes to take({type, id, data}). */
export async function follow(open) {
    const heard = new Heard();
    await open(`${ORIGIN}/api/chat/stream`, (event) => heard.take(event));
    const receipts = [];
    for (const [round, how] of ["term", "kill"].entries()) {
        for (let i = 0; i < 6; ++i) receipts.push(await api("POST", "/api/chat", { prompt: prompt(round * 10 + i + 1) }));
        const before = heard.events.length;
        await heard.until("some deltas", () => heard.events.length > before + 20);
        await restart(how);
        receipts.push(await api("POST", "/api/chat", { prompt: "What is 17% of 2340?" }));
        await heard.until("every end", () => receipts.every(({ message_id }) => heard.answers.get(message_id)?.done));
    }
    let interrupted = 0;
    for (const { message_id } of receipts) {
        const stored = await api("GET", `/api/messages/${message_id}`);
        const answer = heard.answers.get(message_id);
        assert.equal(answer.content, stored.content);
        assert.equal(answer.next, stored.next_sequence);
        interrupted += stored.status === "interrupted";
    }
    assert.deepEqual(heard.wrong, []);
    assert.equal(heard.done, receipts.length);
    console.log(`${receipts.length} answers over two restarts, ${interrupted} interrupted, ${heard.events.length} events, each once`);
    process.exit(0);
}
