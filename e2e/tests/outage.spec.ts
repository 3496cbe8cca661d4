import { expect } from "../fixtures/console";
import { applied, Configure } from "../fixtures/configure";
import { hide } from "../fixtures/hidden";
import { state } from "../fixtures/instance";
import { test } from "../fixtures/outage";

test("while the cluster is away, what is shown says how old it is, and actions say why they cannot", async ({ page, own }) => {
  test.slow();
  const configure = await new Configure(page).open();
  await configure.choosePreset("Bamboo, standalone");
  const name = await applied(configure);
  await expect(state(page)).toContainText("Active", { timeout: 30_000 });
  await page.goto("/instances");
  const row = page.getByRole("row", { name: new RegExp(name) });
  await expect(row.locator(".pill-success")).toContainText("Active");

  await own.stop();
  const main = page.getByRole("main");
  await expect(main.getByText(/As of \d\d:\d\d:\d\d\./)).toBeVisible({ timeout: 60_000 });
  await expect(row).toContainText(/Active, as of \d\d:\d\d:\d\d/);
  await expect(row.locator(".pill-success")).toHaveCount(0);
  await expect(page.getByRole("status", { name: "Cluster" })).toContainText("Not working");

  // Ages stand still: a minute later by the page's clock they are what they were.
  const age = await row.locator(".col-age").innerText();
  await page.evaluate(() => {
    const now = Date.now;
    Date.now = () => now() + 600_000;
  });
  await expect.poll(() => page.evaluate(() => new Date(Date.now()).getTime() > 0)).toBe(true);
  const ticked = () => page.evaluate(() => new Promise((done) => setTimeout(done, 1_100)));
  await ticked();
  expect(await row.locator(".col-age").innerText()).toBe(age);

  await row.getByRole("button", { name: `Stop ${name}` }).click();
  await expect(page.getByText("The cluster does not answer, so nothing can be changed in it now.")).toBeVisible();

  await page.getByRole("link", { name, exact: true }).click();
  await expect(main.getByText(/As of \d\d:\d\d:\d\d\./)).toBeVisible();
  await expect(state(page)).toContainText(/Active, as of/);
  await expect(main.getByRole("button", { name: "Stop", exact: true })).toHaveAttribute("data-blocked", "");

  await page.goto("/");
  await expect(configure.preview).toContainText("kind: Pod");
  await expect(main.getByText(/As of \d\d:\d\d:\d\d\./)).toBeVisible();
  await configure.apply.click();
  await expect(page.getByText("The cluster does not answer, so nothing can be applied.")).toBeVisible();
});

test("without the server too, what is shown says how old it is", async ({ page, console: server, pageErrors }) => {
  test.slow();
  const configure = await new Configure(page).open();
  await configure.choosePreset("Bamboo, standalone");
  const name = await applied(configure);
  await expect(state(page)).toContainText("Active", { timeout: 30_000 });
  await server.stop();
  await expect(page.getByRole("main").getByText(/As of \d\d:\d\d:\d\d\./)).toBeVisible();
  await expect(state(page)).toContainText(/Active, as of/);
  await page.getByRole("link", { name: "Instances" }).first().click();
  await expect(page.getByRole("row", { name: new RegExp(name) })).toContainText(/Active, as of/);
  // A page that was hidden meanwhile says so when it is seen.
  await hide(page);
  await hide(page, false);
  await expect(page.getByRole("row", { name: new RegExp(name) })).toContainText(/Active, as of/);
  // The browser itself reports every refused connection.
  pageErrors.length = 0;
});
