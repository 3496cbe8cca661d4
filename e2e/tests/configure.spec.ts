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
  await page.getByRole("button", { name: "Undo", exact: true }).click();
  await expect(configure.field("Agent image")).toHaveValue("registry.example.com/mine:1");
});

test("the way back from a preset outlives the toast", async ({ page }) => {
  const configure = await new Configure(page).open();
  const agent = configure.field("Agent image");
  const again = page.getByRole("button", { name: "Undo the choice" });
  await agent.fill("registry.example.com/mine:2");
  await configure.choosePreset("Bamboo, standalone");
  await page.getByRole("button", { name: "Dismiss" }).click();
  await again.click();
  await expect(agent).toHaveValue("registry.example.com/mine:2");
  await expect(again).toHaveCount(0);

  await configure.choosePreset("Bamboo, standalone");
  await page.keyboard.press("Control+z");
  await expect(agent).toHaveValue("registry.example.com/mine:2");

  await configure.choosePreset("Bamboo, standalone");
  await agent.fill("registry.example.com/mine:3");
  await expect(again).toHaveCount(0);
});

test("what is no number stays as it was typed, and is said", async ({ page }) => {
  const configure = await new Configure(page).open();
  await page.locator('input[type=radio][value="dind-port"]').check({ force: true });
  const port = configure.field("Daemon port");
  for (const [typed, said] of [
    ["1.5", /not a whole number/],
    ["-1", /not a whole number/],
    ["80a", /not a whole number/],
    ["70000", /does not fit/],
  ] as const) {
    await port.fill(typed);
    await expect(port).toHaveValue(typed);
    await expect(port).toHaveAccessibleDescription(said);
    await expect(configure.findings).toContainText(typed);
    await expect(configure.state).toContainText("error");
  }
  await port.fill("9998");
  await expect(configure.preview).toContainText("tcp://127.0.0.1:9998");
  await expect(configure.state).not.toContainText("error");
});

test("each tab has a draft of its own, and a new tab begins with the last", async ({ page, context }) => {
  const configure = await new Configure(page).open();
  await configure.field("Agent image").fill("registry.example.com/first:1");
  const other = await new Configure(await context.newPage()).open();
  await expect(other.field("Agent image")).toHaveValue("registry.example.com/first:1");
  expect(await other.field("Name suffix").inputValue()).not.toBe(await configure.field("Name suffix").inputValue());
  await other.field("Agent image").fill("registry.example.com/second:1");
  await page.reload();
  await expect(configure.field("Agent image")).toHaveValue("registry.example.com/first:1");
  await other.page.reload();
  await expect(other.field("Agent image")).toHaveValue("registry.example.com/second:1");
});

test("with an error in the form a reload keeps the last good YAML, and says so", async ({ page }) => {
  const configure = await new Configure(page).open();
  await configure.field("Agent image").fill("registry.example.com/good:1");
  await configure.field("Name prefix").fill("Not Good");
  await page.reload();
  await expect(configure.field("Name prefix")).toHaveValue("Not Good");
  await expect(configure.preview).toContainText("image: registry.example.com/good:1");
  await expect(configure.preview).toContainText("Not current, this is the last valid version");
});

test("a link with an error shows what of it can be shown", async ({ page, browser }) => {
  const configure = await new Configure(page).open();
  await configure.field("Agent image").fill("registry.example.com/linked:1");
  await configure.field("Name prefix").fill("Not Good");
  await page.getByRole("button", { name: "Share", exact: true }).click();
  const link = await page.getByRole("textbox", { name: "Link" }).inputValue();
  const context = await browser.newContext();
  const theirs = new Configure(await context.newPage());
  await theirs.page.goto(link);
  await expect(theirs.field("Name prefix")).toHaveValue("Not Good");
  await expect(theirs.preview).toContainText("image: registry.example.com/linked:1");
  await expect(theirs.preview).toContainText("What is wrong is left out");
  await context.close();
});

test("what is typed right after the click arrives in the overlay", async ({ page }) => {
  const configure = await new Configure(page).open();
  // The editor takes its time: what is typed meanwhile goes into the text area.
  let fetchIt = () => {};
  const asked = new Promise<void>((resolve) => (fetchIt = resolve));
  await page.route("**/editor*.js", async (route) => {
    await asked;
    await route.continue();
  });
  await configure.openSection("Overlay");
  const area = page.getByRole("textbox", { name: "Instance overlay" });
  await area.click();
  await page.keyboard.type("metadata:\n  labels:\n    path: a");
  fetchIt();
  const code = page.locator(".cm-content").last();
  for (const letter of "/b/c/d/e/f") await page.keyboard.type(letter);
  await expect(code).toBeFocused();
  await page.keyboard.type("/g");
  await expect(code).toContainText("path: a/b/c/d/e/f/g");
  await expect(page.getByRole("searchbox", { name: "Search presets" })).toHaveValue("");
});

test("a variable from a Secret says at each input what is missing", async ({ page }) => {
  const configure = await new Configure(page).open();
  await configure.openSection("Environment and secrets");
  await page.getByRole("button", { name: "Add variable" }).click();
  const name = page.getByRole("textbox", { name: "Variable 1 name" });
  await expect(name).toBeFocused();
  await expect(name).not.toHaveAttribute("aria-invalid", "true");
  await name.fill("TOKEN");
  await page.getByRole("combobox", { name: "Variable 1 source" }).selectOption("Secret");
  const secret = page.getByRole("textbox", { name: "Variable 1 Secret name" });
  const key = page.getByRole("textbox", { name: "Variable 1 key" });
  await secret.fill("Not A Name");
  await key.focus();
  await expect(secret).toHaveAttribute("aria-invalid", "true");
  await expect(secret).toHaveAccessibleDescription(/.+/);
  await expect(key).not.toHaveAttribute("aria-invalid", "true");
  await page.keyboard.press("Shift+Tab");
  await expect(key).toHaveAccessibleDescription(/.+/);
  await expect(name).not.toHaveAttribute("aria-invalid", "true");

  await page.getByRole("button", { name: "Remove Variable 1" }).click();
  await expect(name).toHaveCount(0);
  await expect(page.getByRole("button", { name: "Add variable" })).toBeFocused();
  await page.getByRole("button", { name: "Undo", exact: true }).click();
  await expect(name).toHaveValue("TOKEN");
});

test("a change out of sight comes into sight, another tab is no change", async ({ page }) => {
  const configure = await new Configure(page).open();
  await configure.openSection("Environment and secrets");
  await page.getByRole("button", { name: "Add variable" }).click();
  await page.getByRole("textbox", { name: "Variable 1 name" }).fill("COLOUR");
  await page.getByRole("textbox", { name: "Variable 1 value" }).fill("blue");
  await expect(configure.preview.getByText("COLOUR")).toBeInViewport();
  await page.getByRole("tab", { name: "All objects" }).click();
  await expect(configure.preview).toContainText("kind: PersistentVolumeClaim");
  await expect(configure.preview.locator(".line-changed")).toHaveCount(0);
});

test("blanks around what is pasted are not taken", async ({ page }) => {
  const configure = await new Configure(page).open();
  const agent = configure.field("Agent image");
  await agent.fill("");
  await agent.focus();
  await page.evaluate(() => {
    const input = document.activeElement as HTMLInputElement;
    input.value = "  registry.example.com/pasted:1 ";
    input.dispatchEvent(new InputEvent("input", { bubbles: true, inputType: "insertFromPaste" }));
  });
  await expect(agent).toHaveValue("registry.example.com/pasted:1");
  await expect(configure.preview).toContainText("image: registry.example.com/pasted:1");
});

test("the share dialog says whose values are in the link", async ({ page }) => {
  const configure = await new Configure(page).open();
  await configure.openSection("Environment and secrets");
  await page.getByRole("button", { name: "Add variable" }).click();
  await page.getByRole("textbox", { name: "Variable 1 name" }).fill("DB_PASSWORD");
  await page.getByRole("textbox", { name: "Variable 1 value" }).fill("hunter2");
  await page.getByRole("button", { name: "Share", exact: true }).click();
  const dialog = page.getByRole("dialog", { name: "Share this configuration" });
  await expect(dialog).toContainText("The values of variables are in the link; the values of Secrets are not.");
  await expect(dialog.getByRole("note")).toContainText("DB_PASSWORD");
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
