import { expect, test } from "../fixtures/console";
import { applied, Configure } from "../fixtures/configure";
import { hide, openRequests } from "../fixtures/hidden";
import { state } from "../fixtures/instance";

test("nine tabs of the console all work, though a browser has six connections", async ({ page, context }) => {
  const configure = await new Configure(page).open();
  await configure.choosePreset("Bamboo, standalone");
  const name = await applied(configure);
  await hide(page);
  for (let tab = 2; tab <= 9; tab++) {
    const next = await context.newPage();
    await next.goto("/instances");
    await expect(next.getByRole("row", { name: new RegExp(name) }), `tab ${tab}`).toBeVisible();
    await hide(next);
  }
});

test("a hidden page gives its stream back, and is told what it missed when it is seen again", async ({ page, server }) => {
  const configure = await new Configure(page).open();
  await configure.choosePreset("Bamboo, standalone");
  const name = await applied(configure);
  await expect(state(page)).toContainText("Active", { timeout: 30_000 });

  const streams = openRequests(page, "/stream");
  const asked: (string | undefined)[] = [];
  page.on("request", (request) => {
    if (request.url().endsWith("/stream")) asked.push(request.headers()["last-event-id"]);
  });
  await page.goto(`/instances/${name}`);
  await expect(state(page)).toContainText("Active");
  await expect.poll(streams).toBe(1);

  await hide(page);
  await expect.poll(streams).toBe(0);
  const stopped = await fetch(`${server.url}/api/v1/instances/${name}/stop`, {
    method: "POST",
    headers: { "content-type": "application/json", "x-slipway-request": "1" },
  });
  expect(stopped.ok).toBe(true);
  await hide(page, false);
  await expect.poll(streams).toBe(1);
  await expect(state(page)).toContainText("Inactive", { timeout: 30_000 });
  expect(asked.at(0)).toBeUndefined();
  expect(asked.at(-1)).toMatch(/^.+-\d+$/);
});

test("a short look at another tab costs nothing", async ({ page }) => {
  const at = (second: number) => new Date(Date.UTC(2026, 0, 1, 0, 0, second));
  await page.clock.install({ time: at(0) });
  const streams = openRequests(page, "/stream");
  let opened = 0;
  page.on("request", (request) => (opened += request.url().endsWith("/stream") ? 1 : 0));
  await page.goto("/instances");
  await expect.poll(streams).toBe(1);
  await page.clock.pauseAt(at(40));
  await hide(page);
  await page.clock.runFor(2_000);
  await hide(page, false);
  await page.clock.runFor(2_000);
  await page.evaluate(() => document.hidden);
  expect([streams(), opened]).toEqual([1, 1]);
});

test("the log of a hidden page goes on where it was left", async ({ page }) => {
  const configure = await new Configure(page).open();
  await configure.choosePreset("Bamboo, standalone");
  const name = await applied(configure);
  await expect(state(page)).toContainText("Active", { timeout: 30_000 });
  const logs = openRequests(page, "/logs");
  await page.goto(`/instances/${name}?tab=logs`);
  const log = page.getByRole("log");
  await expect(log).toContainText("ready to receive builds");
  const before = await log.innerText();
  expect(before).not.toMatch(/^\d{4}-\d\d-\d\dT/m);

  await hide(page);
  await expect.poll(logs).toBe(0);
  await hide(page, false);
  await expect.poll(logs).toBe(1);
  await expect(page.getByText("Live: new lines appear as they are written.")).toBeVisible();
  await page.getByRole("button", { name: "Times", exact: true }).click();
  await expect(log).toContainText(/\d{4}-\d\d-\d\dT.*ready to receive builds/);
  await page.getByRole("button", { name: "Times", exact: true }).click();
  await expect(log).not.toContainText(/\d{4}-\d\d-\d\dT/);
  // The log is empty for a moment while it is read anew.
  const lines = async () => (await log.innerText()).split("\n").filter((line) => line.includes("ready to receive builds"));
  await expect.poll(async () => (await lines()).length).toBe(1);
});
