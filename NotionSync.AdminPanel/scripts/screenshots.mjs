// Pictures of the panel as ./run shows it: node screenshots.mjs ADDRESS FOLDER [--all]
// Without --all: the four of the README. With it: every view, desktop and phone, light and dark, to look at.
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { launch } from "./browser.mjs";

const [address, folder, all] = process.argv.slice(2);
const api = (path) => fetch(new URL(`/api/tenants/demo/${path}`, address)).then((answer) => answer.json());

const post = async (path, body, method = "POST", headers = {}) => {
  const answer = await fetch(new URL(path, address), { method, headers: { "content-type": "application/json", ...headers }, body: JSON.stringify(body) });
  return answer.headers.get("content-type")?.includes("json") ? answer.json() : undefined;
};

/** What somebody would have set up: levels, contacts, an NDA, a request. Done once; a second call changes nothing. */
async function prepare() {
  const { items } = await api("documents?pageSize=100");
  const byTitle = (...titles) => items.filter((each) => titles.includes(each.title)).map((each) => each.id);
  const policies = items.filter((each) => /Policy$/.test(each.title)).map((each) => each.id);

  await post("/api/tenants/demo/documents/access-level", { documentIds: [...byTitle("Trust Center", "Security Policies", "Reports and Certificates", "Vendors", "Nimbus Hosting", "Tinderbox Logs"), ...policies], accessLevel: "public" });
  await post("/api/tenants/demo/documents/access-level", { documentIds: byTitle("Cyber Insurance", "ISO 27001 Certificate"), accessLevel: "contact" });
  await post("/api/tenants/demo/documents/access-level", { documentIds: byTitle("SOC 2 Type II Report", "Penetration Test Summary"), accessLevel: "contact_nda" });

  if ((await api("contacts")).items.length === 0) {
    await post("/api/tenants/demo/nda", { text: "The documents are confidential. Use them to assess Halvenbrook as a supplier, and for nothing else.", askAgain: false });
    await post("/api/tenants/demo/contacts", { email: "ines@example.com", name: "Ines Valdarrama", company: "Example Bank" });
    await post("/api/public/demo/access-requests", { email: "tomas@example.org", name: "Tomas Lindqvist", company: "Example Insurance", message: "We need the SOC 2 report for our yearly supplier review." });
  }

  // A later day's sync, so that there is more than one run.
  const connection = (await api("connections")).items[0].id;
  const run = (await api("imports")).items.find((each) => each.kind === "import").id;

  if ((await api("imports")).items.length === 1) {
    await post(`/api/tenants/demo/sync?connectionId=${connection}`);

    while ((await api("imports")).items.some((each) => each.status === "running" || each.status === "queued")) {
      await new Promise((after) => setTimeout(after, 500));
    }
  }

  return { run, connection, pdf: byTitle("SOC 2 Type II Report")[0], page: policies[0], row: items.find((each) => each.source.parent.type === "data_source_id").id };
}

const views = (ids) => ({
  integrations: { path: "/" },
  connect: { path: "/", then: (page) => page.getByRole("button", { name: "Connect Notion" }).click() },
  disconnect: { path: "/", then: (page) => page.getByRole("button", { name: "Disconnect" }).click() },
  import: { path: `/import?connection=${ids.connection}`, then: openTree },
  preview: { path: `/import?connection=${ids.connection}`, then: preview },
  search: { path: `/import?connection=${ids.connection}`, then: (page) => page.getByLabel("Search titles").fill("policy") },
  documents: { path: "/documents" },
  "bulk-level": { path: "/documents", then: bulk },
  document: { path: `/documents/${ids.page}` },
  row: { path: `/documents/${ids.row}` },
  pdf: { path: `/documents/${ids.pdf}` },
  runs: { path: "/runs" },
  run: { path: `/runs/${ids.run}` },
  contacts: { path: "/contacts" },
  contact: { path: "/contacts", then: (page) => page.getByRole("button", { name: /^Access of/ }).first().click() },
  audit: { path: "/audit" },
  settings: { path: "/settings" },
  "not-found": { path: "/documents/nothing" },
  trust: { path: "/trust/demo" },
  "trust-document": { path: `/trust/demo/${ids.page}` },
});

async function openTree(page) {
  await page.getByRole("treeitem").first().waitFor();
  await page.getByRole("treeitem", { name: "Trust Center" }).first().locator(".fold").click();
  await page.getByRole("treeitem", { name: "Policies" }).first().locator(".fold").click();
  await page.getByRole("treeitem", { name: "Policies" }).first().locator(".check").click();
  await page.getByRole("treeitem", { name: "Access Control Policy" }).waitFor();
}

async function preview(page) {
  await page.getByRole("treeitem", { name: "Trust Center" }).first().locator(".preview").click();
  await page.waitForTimeout(1000);
}

async function bulk(page) {
  await page.locator("search select").first().selectOption("internal");
  await page.waitForTimeout(1000);
  for (let row = 1; row < 3; row += 1) {
    await page.getByRole("checkbox", { name: /^Select / }).nth(row).check();
  }

  await page.getByRole("button", { name: /^Change access/ }).click();
  await page.getByRole("dialog").getByLabel("Public").check();
}

const phone = { width: 390, height: 844 };
const desktop = { width: 1280, height: 800 };

const best = [
  { view: "documents", name: "documents", size: desktop, scheme: "light" },
  { view: "import", name: "import", size: desktop, scheme: "dark" },
  { view: "document", name: "document-phone", size: phone, scheme: "dark" },
  { view: "trust", name: "trust-phone", size: phone, scheme: "light" },
];

const wanted = (ids) => all
  ? Object.keys(views(ids)).flatMap((view) => [desktop, phone].flatMap((size) => ["light", "dark"].map((scheme) => ({ view, name: `${view}-${size.width}-${scheme}`, size, scheme }))))
  : best;

mkdirSync(folder, { recursive: true });
const ids = await prepare();
const browser = await launch();

for (const { view, name, size, scheme } of wanted(ids)) {
  const context = await browser.newContext({ viewport: size, colorScheme: scheme, reducedMotion: "reduce", deviceScaleFactor: 1, locale: "en-GB", timezoneId: "Europe/Berlin" });
  const page = await context.newPage();
  const { path, then } = views(ids)[view];
  await page.goto(new URL(path, address).toString());
  await page.waitForLoadState("networkidle");
  await then?.(page).catch((error) => console.error(`${name}: ${error.message}`));
  await page.waitForLoadState("networkidle");
  await page.waitForTimeout(view === "pdf" ? 2500 : 300);
  await page.screenshot({ path: join(folder, `${name}.png`) });

  if (await page.evaluate(() => document.documentElement.scrollWidth) > size.width) {
    console.error(`${name} is wider than the window.`);
  }

  await context.close();
}

await browser.close();
