// The npm package eventsource over restarts.

import { EventSource } from "eventsource";
import { COOKIE, TYPES, follow } from "./follow.mjs";

await follow((url, take) => new Promise((resolve) => {
    const withCookie = (input, init) => fetch(input, { ...init, headers: { ...init.headers, cookie: COOKIE } });
    const source = new EventSource(url, { fetch: withCookie });
    for (const type of TYPES) {
        source.addEventListener(type, (event) => take({ type, id: event.lastEventId, data: event.data }));
    }
    source.onopen = resolve;
}));
