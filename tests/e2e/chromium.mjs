// Chromium's own EventSource over restarts, in a page of the server's origin.

import { chromium } from "playwright-core";
import { COOKIE, ORIGIN, TYPES, follow } from "./follow.mjs";

const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: ["--no-sandbox", "--disable-dev-shm-usage"],
});
const context = await browser.newContext();
await context.addCookies(COOKIE.split("; ").map((pair) => {
    const [name, value] = pair.split("=");
    return { name, value, url: ORIGIN };
}));
const page = await context.newPage();
await page.goto(`${ORIGIN}/api/health`);

await follow(async (url, take) => {
    await page.exposeFunction("heard", take);
    await page.evaluate(({ url, types }) => new Promise((resolve) => {
        const source = new EventSource(url);
        for (const type of types) {
            source.addEventListener(type, (event) => window.heard({ type, id: event.lastEventId, data: event.data }));
        }
        source.onopen = resolve;
    }), { url, types: TYPES });
});
