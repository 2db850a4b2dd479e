// What the panel asks of a browser: node measure.mjs ADDRESS DOCUMENTS RESULTS (see the scenario "panel" of NotionSync.Benchmarks)
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { extname, join } from "node:path";
import { brotliCompressSync } from "node:zlib";
import { build } from "vite";
import { launch } from "./browser.mjs";

const [address, documents, results] = [process.argv[2], Number(process.argv[3]), Number(process.argv[4])];
const rounds = 7;
const goal = 50;

const browser = await launch();
let missed = false;

await firstView();
await connect();
await longest("documents", documents, scrollDocuments);
await longest("search results", results, scrollResults);
await browser.close();
process.exitCode = missed ? 1 : 0;

// First view

async function firstView() {
  const { server, folder, url } = await emptyApp();
  const panel = [];
  const empty = [];

  for (let round = 0; round <= rounds; round += 1) {
    const both = [await open(address, "main .empty h2"), await open(url, "h1")];

    if (round > 0) { // The first warms the servers up.
      panel.push(both[0]);
      empty.push(both[1]);
    }
  }

  server.close();
  rmSync(folder, { recursive: true });
  const median = (list, name) => list.map((each) => each[name]).sort((left, right) => left - right)[Math.floor(list.length / 2)];

  for (const [name, list] of [["panel", panel], ["empty Vite app", empty]]) {
    console.log(`first view, ${name}: ${median(list, "requests")} requests, ${(median(list, "bytes") / 1024).toFixed(1)} KiB, of them ${(median(list, "script") / 1024).toFixed(1)} KiB script, seen after ${median(list, "milliseconds").toFixed(0)} ms`);
  }

  console.log(`first view: ${(median(panel, "milliseconds") / median(empty, "milliseconds")).toFixed(1)} times the time of the empty app`);
}

async function open(url, sight) {
  const context = await browser.newContext();
  const page = await context.newPage();
  const session = await context.newCDPSession(page);
  const types = new Map();
  const sum = { requests: 0, bytes: 0, script: 0 };
  await session.send("Network.enable");
  session.on("Network.responseReceived", ({ requestId, type }) => types.set(requestId, type));
  session.on("Network.loadingFinished", ({ requestId, encodedDataLength }) => {
    sum.requests += 1;
    sum.bytes += encodedDataLength;
    sum.script += types.get(requestId) === "Script" ? encodedDataLength : 0;
  });

  const started = performance.now();
  await page.goto(url, { waitUntil: "commit" });
  await page.locator(sight).first().waitFor();
  const milliseconds = performance.now() - started;
  await page.waitForLoadState("networkidle");
  await context.close();
  return { ...sum, milliseconds };
}

/** What `vite build` makes of a page that says one word, served as the panel is: compressed, from memory. */
async function emptyApp() {
  const folder = mkdtempSync(join(tmpdir(), "empty-vite-"));
  mkdirSync(join(folder, "src"));
  writeFileSync(join(folder, "index.html"), '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Empty</title><link rel="icon" href="data:,"></head><body><div id="app"></div><script type="module" src="/src/main.js"></script></body></html>');
  writeFileSync(join(folder, "src/main.js"), 'import "./style.css"; document.getElementById("app").innerHTML = "<h1>Empty</h1>";');
  writeFileSync(join(folder, "src/style.css"), "h1 { font: 2rem sans-serif; }");
  await build({ root: folder, configFile: false, logLevel: "error" });

  const types = { ".html": "text/html", ".js": "text/javascript", ".css": "text/css" };
  const server = createServer((request, response) => {
    const path = request.url === "/" ? "/index.html" : request.url;
    response.writeHead(200, { "content-type": types[extname(path)], "content-encoding": "br" });
    response.end(brotliCompressSync(readFileSync(join(folder, "dist", path))));
  });
  await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
  return { server, folder, url: `http://127.0.0.1:${server.address().port}/` };
}

// The longest task

async function connect() {
  const answer = await fetch(new URL("/api/tenants/demo/connections", address), {
    method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify({ kind: "token", token: "ntn_emulator_sample" }),
  });

  if (!answer.ok) {
    throw new Error(await answer.text());
  }
}

async function longest(what, count, drive) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  const page = await context.newPage();
  const { open, load, use } = drive(page, count);

  // What the start of the page costs is measured by the first view.
  await open();
  const phases = [["loading all of them by scrolling", load], ["scrolling and filtering", use]];

  for (const [phase, act] of phases) {
    await browser.startTracing(page, { categories: ["devtools.timeline", "toplevel", "disabled-by-default-devtools.timeline"] });
    const note = await act();
    const { traceEvents } = JSON.parse((await browser.stopTracing()).toString());
    const { wall, cpu, over, at } = longestTask(traceEvents);
    missed ||= cpu >= goal;
    console.log(`${count} ${what}, ${phase}${note ?? ""}: longest task ${wall.toFixed(0)} ms, of processor time ${cpu.toFixed(0)} ms (${cpu < goal ? "met" : "MISSED"}: ${goal} ms); ${over} tasks above ${goal} ms on the clock; ${at}`);
  }

  await context.close();
}

/** The main thread of the page is the one with the most work on it. */
function longestTask(events) {
  const tasks = events.filter((event) => event.ph === "X" && event.name === "RunTask");
  const mains = new Set(events.filter((event) => event.name === "thread_name" && event.args.name === "CrRendererMain").map((event) => `${event.pid} ${event.tid}`));
  const own = tasks.filter((event) => mains.has(`${event.pid} ${event.tid}`));
  const wall = Math.max(...own.map((event) => event.dur)) / 1000;
  const heaviest = own.reduce((left, right) => ((right.tdur ?? 0) > (left.tdur ?? 0) ? right : left));
  const inside = events
    .filter((event) => event.ph === "X" && event !== heaviest && event.pid === heaviest.pid && event.tid === heaviest.tid && event.ts >= heaviest.ts && event.ts + event.dur <= heaviest.ts + heaviest.dur && event.name !== "RunTask")
    .sort((left, right) => right.dur - left.dur)
    .slice(0, 3)
    .map((event) => `${event.name} ${(event.dur / 1000).toFixed(0)} ms`);
  return { wall, cpu: (heaviest.tdur ?? heaviest.dur) / 1000, over: own.filter((event) => event.dur >= goal * 1000).length, at: `in it ${inside.join(", ")}` };
}

function scrollDocuments(page, count) {
  const table = page.locator(".table-scroll");

  return {
    async open() {
      await page.goto(new URL("/documents", address).toString(), { waitUntil: "networkidle" });
      await table.waitFor();
    },
    async load() {
      await toTheEnd(page, table, count);
    },
    async use() {
      await jump(page, table);
      await page.getByLabel("Select all that are shown").check();
      await page.waitForTimeout(300);
      await page.getByLabel("Select all that are shown").uncheck();
      await page.getByLabel("Title or text").pressSequentially("word7 document", { delay: 60 });
      await page.waitForTimeout(3000);
      await page.locator("search select").first().selectOption("internal");
      await page.waitForTimeout(2000);
    },
  };
}

function scrollResults(page, count) {
  const list = page.locator(".results");

  return {
    async open() {
      await page.goto(new URL("/import", address).toString(), { waitUntil: "networkidle" });
    },
    async load() {
      await page.getByLabel("Search titles").fill("Row");
      await list.locator("li").first().waitFor();
      return `, found ${await toTheEnd(page, list, count)}`;
    },
    async use() {
      await jump(page, list);
      await page.getByLabel("Search titles").pressSequentially(" 12", { delay: 60 });
      await page.waitForTimeout(3000);
    },
  };
}

/** Scrolls on until no more is fetched, as somebody with a wheel does. */
async function toTheEnd(page, scroller, count) {
  let [before, still] = [0, 0];

  while (still < 20) {
    const height = await scroller.evaluate((element) => { element.scrollTop = element.scrollHeight; return element.scrollHeight; });
    still = height === before ? still + 1 : 0;
    before = height;
    await page.waitForTimeout(150);
  }

  const text = await page.locator("p[role=status]").first().innerText();

  if (!text.startsWith(String(count))) {
    console.log(`  there are: ${text}`);
  }

  return text;
}

async function jump(page, scroller) {
  await scroller.hover();

  for (let turn = 0; turn < 30; turn += 1) {
    await page.mouse.wheel(0, turn % 2 === 0 ? 900 : 4000);
    await page.waitForTimeout(30);
  }

  for (const part of [0, 0.5, 0.25, 0.9, 0.1, 1, 0]) {
    await scroller.evaluate((element, to) => { element.scrollTop = element.scrollHeight * to; }, part);
    await page.waitForTimeout(100);
  }
}
