import { expect, test } from "../fixtures/console";
import { applied, Configure } from "../fixtures/configure";
import { readTabs, state } from "../fixtures/instance";

test("apply, watch to Active, stop and start", async ({ page }) => {
  const configure = await new Configure(page).open();
  await configure.choosePreset("Bamboo with Docker");
  const name = await applied(configure);
  await expect(page.getByRole("heading", { name })).toBeVisible();
  await expect(state(page)).toContainText("Active", { timeout: 30_000 });
  await expect(page.getByRole("main")).toContainText("2/2");

  await readTabs(page);

  await page.getByRole("button", { name: `Stop ${name}` }).or(page.getByRole("button", { name: "Stop", exact: true })).first().click();
  await expect(state(page)).toContainText("Inactive", { timeout: 30_000 });
  await page.getByRole("button", { name: `Start ${name}` }).or(page.getByRole("button", { name: "Start", exact: true })).first().click();
  await expect(state(page)).toContainText("Active", { timeout: 30_000 });

  await page.getByRole("link", { name: "Instances" }).first().click();
  const row = page.getByRole("row", { name: new RegExp(name) });
  await expect(row).toContainText("Active");
  await expect(row).toContainText("2/2");
});

test("an image that cannot be pulled shows its reason", async ({ page }) => {
  const configure = await new Configure(page).open();
  await configure.choosePreset("Bamboo, standalone");
  await configure.page.getByText("More about the image").click();
  await configure.field("Image name").fill("cannot-be-pulled");
  await configure.field("Agent image").fill("registry.invalid/agent:1");
  await applied(configure);
  await expect(state(page)).toContainText("Error", { timeout: 30_000 });
  const diagnosis = page.getByRole("region", { name: "Diagnosis" });
  await expect(diagnosis).toContainText("registry.invalid/agent:1");
  await expect(diagnosis).toContainText("ImagePullBackOff");
});

test("a daemon out of memory shows restarts and the reason", async ({ page }) => {
  const configure = await new Configure(page).open();
  await configure.choosePreset("Bamboo with Docker");
  await page.getByRole("radio", { name: "Custom", exact: true }).check({ force: true });
  await configure.field("CPU request").fill("250m");
  await configure.field("Memory request").fill("128Mi");
  await applied(configure);
  const diagnosis = page.getByRole("region", { name: "Diagnosis" });
  await expect(diagnosis).toContainText("Raise the memory limit of container docker", { timeout: 40_000 });
  await expect(page.getByRole("main")).toContainText("memory limit of 64Mi");
  await expect(page.getByRole("main")).toContainText("OOMKilled");
  const daemon = page.getByRole("region", { name: "Containers" }).getByRole("row", { name: /docker/ });
  await expect(daemon.getByRole("cell", { name: /^[1-9]\d*$/ })).toBeVisible({ timeout: 40_000 });
});

test("a name that an image with other settings has is said before Apply, with two ways out", async ({ page, server }) => {
  const configure = await new Configure(page).open();
  await configure.choosePreset("Bamboo, standalone");
  await page.getByText("More about the image").click();
  await configure.field("Image name").fill("taken");
  await applied(configure);
  await page.goto("/");
  await configure.choosePreset("Bamboo, standalone");
  await page.getByText("More about the image").click();
  await configure.field("Image name").fill("taken");
  await expect(configure.state).not.toContainText("error");
  await configure.field("Agent image").fill("registry.example.com/another:1");
  await expect(configure.field("Image name")).toHaveAccessibleDescription(/is there already, with other settings/);
  await configure.findings.getByRole("button", { name: "Use the settings of taken" }).click();
  await expect(configure.field("Agent image")).not.toHaveValue("registry.example.com/another:1");
  await expect(configure.state).not.toContainText("error");
  await page.getByRole("button", { name: "Undo", exact: true }).click();
  await configure.findings.getByRole("button", { name: "Take another name (taken-2)" }).click();
  await expect(configure.field("Image name")).toHaveValue("taken-2");
  await applied(configure);
  const images = await (await fetch(`${server.url}/api/v1/images`)).json();
  expect(JSON.stringify(images)).toContain('"taken-2"');
});

test("an edited image marks its instances as outdated", async ({ page }) => {
  const configure = await new Configure(page).open();
  await configure.choosePreset("Bamboo, standalone");
  await configure.page.getByText("More about the image").click();
  await configure.field("Image name").fill("edited-image");
  const name = await applied(configure);
  await expect(state(page)).toContainText("Active", { timeout: 30_000 });
  await page.goto("/images/edited-image");
  await page.getByLabel("Agent image", { exact: true }).fill("wndtnl/ksb-bamboo-agent:nix-12.1.1");
  await page.getByRole("button", { name: "Save" }).click();
  // Leaving earlier would take the request back.
  await expect(page.getByText("Saved image edited-image")).toBeVisible();
  await page.goto(`/instances/${name}`);
  await expect(page.getByRole("main")).toContainText("changed after it started");
});

test("an image in use is not deleted and says by whom", async ({ page, server }) => {
  const configure = await new Configure(page).open();
  await configure.choosePreset("Bamboo, standalone");
  await configure.page.getByText("More about the image").click();
  await configure.field("Image name").fill("image-in-use");
  const name = await applied(configure);
  await page.goto("/images");
  await expect(page.getByRole("main")).toContainText("image-in-use");
  const row = page.getByRole("row", { name: /image-in-use/ });
  await expect(row).toContainText(name);
  await page.getByRole("button", { name: "Delete image-in-use" }).click();
  const dialog = page.getByRole("dialog");
  await expect(dialog).toContainText(name);
  await expect(dialog.getByRole("button", { name: /^Delete/ })).toHaveCount(0);
  const answer = await fetch(`${server.url}/api/v1/images/image-in-use`);
  expect(answer.status).toBe(200);
});

test("purge asks, names what goes, and leaves nothing", async ({ page, server }) => {
  const configure = await new Configure(page).open();
  await configure.choosePreset("Bamboo, standalone");
  const name = await applied(configure);
  await expect(state(page)).toContainText("Active", { timeout: 30_000 });
  await page.getByRole("button", { name: "Delete", exact: true }).click();
  await page.getByRole("dialog").getByRole("button", { name: /Delete/ }).click();
  await page.getByRole("button", { name: "Purge", exact: true }).click();
  const dialog = page.getByRole("dialog");
  await expect(dialog).toContainText(name);
  await dialog.getByRole("button", { name: /Purge/ }).click();
  await expect
    .poll(async () => (await fetch(`${server.url}/api/v1/instances/${name}`)).status, { timeout: 30_000 })
    .toBe(404);
});
