/** What the console makes of answers: late ones, busy ones, those of somebody else, and hostile ones. */
import { expect, test } from "../fixtures/console";
import { blank } from "../fixtures/blank";
import { applied, Configure } from "../fixtures/configure";

test("a busy server is asked once more, quietly", async ({ page, pageErrors }) => {
  const name = await applied(await new Configure(page).open());
  let asked = 0;
  await page.route("**/events", async (route) => {
    asked += 1;
    if (asked > 1) return route.continue();
    await route.fulfill({ status: 503, headers: { "retry-after": "1" }, json: { status: 503, code: "busy", message: "Busy." } });
  });
  await page.goto(`/instances/${name}?tab=events`);
  await expect(page.getByRole("region", { name: "Events" })).toBeVisible();
  await expect(page.getByRole("alert")).toHaveCount(0);
  expect(asked).toBeGreaterThanOrEqual(2);
  // The browser itself reports a status of 503.
  pageErrors.length = 0;
});

test("a request that is not answered is given up, and can be made again", async ({ page }) => {
  const name = await applied(await new Configure(page).open());
  let answers = false;
  await page.route("**/manifests", (route) => (answers ? route.continue() : undefined));
  await page.goto(`/instances/${name}?tab=yaml`);
  const alert = page.getByRole("alert");
  await expect(alert).toContainText("did not answer within 15 seconds", { timeout: 30_000 });
  answers = true;
  await alert.getByRole("button", { name: "Try again" }).click();
  await expect(page.getByRole("main")).toContainText("kind: Pod");
  await expect(alert).toHaveCount(0);
});

test("the page of a proxy is told by its status and title", async ({ page, pageErrors }) => {
  const name = await applied(await new Configure(page).open());
  const body = "<html><head><title>502 Bad Gateway</title></head><body><script>alert(1)</script></body></html>";
  await page.route("**/manifests", (route) => route.fulfill({ status: 502, contentType: "text/html", body }));
  await page.goto(`/instances/${name}?tab=yaml`);
  const alert = page.getByRole("alert");
  await expect(alert).toContainText("the proxy in front of it does (status 502). It says: 502 Bad Gateway");
  await expect(alert).not.toContainText("<");
  pageErrors.length = 0;
});

test("logs, events and objects are text, whatever is in them", async ({ page }) => {
  const dialogs: string[] = [];
  page.on("dialog", (dialog) => {
    dialogs.push(dialog.message());
    return dialog.dismiss();
  });
  const payload = `"><img src=x onerror=alert(1)><script>alert(1)</script>`;
  const name = await applied(await new Configure(page).open());
  const time = "2026-05-14T09:26:53.000000000Z";
  await page.route("**/logs?*", (route) =>
    route.fulfill({ contentType: "text/plain", body: `${time} \u001b[31m${payload}\u001b[0m\n` }),
  );
  await page.route("**/events", (route) =>
    route.fulfill({
      json: [{ type: payload, reason: payload, message: payload, object: payload, source: payload, count: 1, first: time, last: time }],
    }),
  );
  await page.route("**/manifests", (route) =>
    route.fulfill({ json: { generated: `a: ${JSON.stringify(payload)}\n`, live: `${payload}: [\n` } }),
  );
  for (const tab of ["logs", "events", "yaml"]) {
    await page.goto(`/instances/${name}?tab=${tab}`);
    await expect(page.getByRole("tabpanel")).toContainText("onerror=alert(1)");
    await expect(page.locator("main img, main script, main iframe")).toHaveCount(0);
  }
  expect(dialogs).toEqual([]);
});

test("of a long answer as much is drawn as can be read, and the rest is counted", async ({ page }) => {
  const name = await applied(await new Configure(page).open());
  const generated = `a:\n${Array.from({ length: 5_000 }, (_, line) => `- ${line}`).join("\n")}\nlong: ${"x".repeat(50_000)}\n`;
  const lines = `long: ${"x".repeat(50_000)}\n`;
  await page.route("**/manifests", (route) => route.fulfill({ json: { generated, live: lines } }));
  await page.goto(`/instances/${name}?tab=yaml`);
  const panel = page.getByRole("tabpanel");
  await expect(panel).toContainText("3002 more lines: download to see them.");
  await expect(panel.locator(".line")).toHaveCount(2_000);
  const download = page.waitForEvent("download");
  await panel.getByRole("button", { name: "Download YAML" }).click();
  const stream = await (await download).createReadStream();
  let size = 0;
  for await (const piece of stream) size += (piece as Buffer).length;
  expect(size).toBe(generated.length);
  await panel.getByRole("radio", { name: "Live" }).check({ force: true });
  await expect(panel).toContainText("… 48006 more bytes");
  await expect(panel.locator(".line")).toHaveCount(1);

  const event = { type: "Normal", reason: "R", object: "o", source: "s", count: 1, first: "", last: "" };
  const events = Array.from({ length: 450 }, (_, at) => ({ ...event, message: `message ${at}` }));
  await page.route("**/events", (route) => route.fulfill({ json: events }));
  await page.goto(`/instances/${name}?tab=events`);
  await expect(panel).toContainText("250 older events are not shown.");
  await expect(panel.getByRole("row")).toHaveCount(201);
});

test("of many findings and rows the first are drawn, and the rest is counted", async ({ page }) => {
  await blank(page);
  // A form as it may have been kept: none of its variables can be one.
  const env = Array.from({ length: 500 }, (_, at) => ({ name: `A=${at}`, value: "x" }));
  await page.evaluate((form) => localStorage.setItem("slipway.form", form), JSON.stringify({ instance: { env } }));
  const configure = new Configure(page);
  await page.goto("/");
  await expect(configure.findings.getByRole("listitem")).toHaveCount(101);
  await expect(configure.findings).toContainText("And 400 more: mend the others first.");
  await configure.openSection("Environment and secrets");
  const names = page.getByRole("textbox", { name: /^Variable \d+ name$/ });
  await expect(names).toHaveCount(100);
  await page.getByRole("button", { name: "Show more: 400 are not shown" }).click();
  await expect(names).toHaveCount(200);
});
