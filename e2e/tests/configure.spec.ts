import { expect, test } from "../fixtures/console";
import { Configure } from "../fixtures/configure";

test("a changed field changes the YAML", async ({ page }) => {
  const configure = await new Configure(page).open();
  await configure.field("Agent image").fill("registry.example.com/team/agent:4.2");
  await expect(configure.preview).toContainText("image: registry.example.com/team/agent:4.2");
  await page.getByRole("radio", { name: "Large", exact: true }).check({ force: true });
  await expect(configure.preview).toContainText("memory: 1536Mi");
});

test("an invalid field has its sentence beside it, and the last good YAML stays", async ({ page }) => {
  const configure = await new Configure(page).open();
  const before = await configure.field("Name suffix").inputValue();
  const prefix = configure.field("Name prefix");
  await prefix.fill("Build Agent");
  await expect(prefix).toHaveAttribute("aria-invalid", "true");
  await expect(prefix).toHaveAccessibleDescription(/lower-case letters, digits and hyphens/);
  await expect(configure.preview).toContainText("kind: Pod");
  await expect(configure.preview).toContainText(`-${before}`);
  await expect(configure.state).toContainText("1 error");
  await prefix.fill("build-agent");
  await expect(configure.preview).toContainText(`name: build-agent-${before}`);
  await expect(configure.state).not.toContainText("error");
});

test("a preset fills the form, and undo brings the old form back", async ({ page }) => {
  const configure = await new Configure(page).open();
  await configure.field("Agent image").fill("registry.example.com/mine:1");
  await configure.choosePreset("GitHub Task Manager with Docker");
  await expect(configure.preview).toContainText("name: docker-in-docker");
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(configure.field("Agent image")).toHaveValue("registry.example.com/mine:1");
});

test("settings of a mode come back when the mode does", async ({ page }) => {
  const configure = await new Configure(page).open();
  const mode = (value: string) => page.locator(`input[type=radio][value="${value}"]`);
  await mode("dind-port").check({ force: true });
  await configure.field("Daemon port").fill("9999");
  await expect(configure.preview).toContainText("tcp://127.0.0.1:9999");
  await mode("none").check({ force: true });
  await expect(configure.preview).not.toContainText("9999");
  await mode("dind-port").check({ force: true });
  await expect(configure.preview).toContainText("tcp://127.0.0.1:9999");
});

test("an overlay for the sidecar under containers is found, and one press moves it", async ({ page }) => {
  const configure = await new Configure(page).open();
  await configure.openSection("Overlay");
  // The editor is fetched when it is first seen.
  await page.getByRole("textbox", { name: "Instance overlay" }).first().scrollIntoViewIfNeeded();
  const code = page.locator(".cm-content").last();
  await code.click();
  await page.keyboard.insertText("containers:\n- name: docker\n  resources:\n    limits:\n      memory: 3Gi\n");
  await expect(configure.findings).toContainText("native sidecar");
  await configure.findings.getByRole("button", { name: "Move it to initContainers" }).click();
  await expect(configure.findings).not.toContainText("native sidecar");
  await expect(configure.preview).toContainText("memory: 3Gi");
});

test("a share link fills the form of somebody else and applies nothing", async ({ page, browser, server }) => {
  const configure = await new Configure(page).open();
  await configure.choosePreset("Jenkins with dockerd and vfs");
  await configure.field("Agent image").fill("registry.example.com/jenkins:7");
  await page.getByRole("button", { name: "Share", exact: true }).click();
  const link = await page.getByRole("textbox", { name: "Link" }).inputValue();
  expect(link).toContain("#v1:");

  const context = await browser.newContext();
  const other = await context.newPage();
  const asked: string[] = [];
  other.on("request", (request) => asked.push(`${request.method()} ${new URL(request.url()).pathname}`));
  await other.goto(link);
  const theirs = new Configure(other);
  await expect(theirs.field("Agent image")).toHaveValue("registry.example.com/jenkins:7");
  await expect(theirs.preview).toContainText("--storage-driver=vfs");
  expect(await theirs.field("Name suffix").inputValue()).not.toBe(await configure.field("Name suffix").inputValue());
  expect(asked.filter((request) => !request.startsWith("GET "))).toEqual([]);
  const instances = await (await fetch(`${server.url}/api/v1/instances`)).json();
  expect(JSON.stringify(instances)).not.toContain("registry.example.com/jenkins:7");
  await context.close();
});

test("a damaged link is a sentence and leaves the form alone", async ({ page }) => {
  const configure = await new Configure(page).open();
  await configure.field("Agent image").fill("registry.example.com/kept:1");
  await page.evaluate(() => (location.hash = "#v1:!!!"));
  await expect(page.getByText("This link is damaged")).toBeVisible();
  await expect(configure.field("Agent image")).toHaveValue("registry.example.com/kept:1");
});

test("reload, back and forward keep the form", async ({ page }) => {
  const configure = await new Configure(page).open();
  await configure.field("Agent image").fill("registry.example.com/kept:2");
  await page.reload();
  await expect(configure.field("Agent image")).toHaveValue("registry.example.com/kept:2");
  await page.getByRole("link", { name: "Instances" }).first().click();
  await page.waitForURL("**/instances");
  await page.goBack();
  await expect(configure.field("Agent image")).toHaveValue("registry.example.com/kept:2");
});
