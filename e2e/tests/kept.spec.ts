/** Forms that broke the page: they are offered, not opened. */
import type { Page } from "@playwright/test";
import { expect, test } from "../fixtures/console";
import { blank } from "../fixtures/blank";
import { Configure } from "../fixtures/configure";
import { link } from "../fixtures/links";

const NOTE = "slipway.form.note";
const FORM = "slipway.form";

const offer = (page: Page) => page.getByRole("region", { name: "The last form" });

/** What a page that broke leaves behind: a form, and the note that it was being drawn. */
async function leftBehind(page: Page, key: string, text: string, written = Date.now()): Promise<void> {
  await blank(page);
  const note = [written, key, "/", text].join("\n");
  await page.evaluate(
    ([form, note, key, text]) => {
      sessionStorage.clear();
      localStorage.setItem(form!, note!);
      if (key) localStorage.setItem(key, text!);
    },
    [NOTE, note, key, text],
  );
}

test("a form that broke the page is offered as text, and the page begins without it", async ({ page, context }) => {
  const text = JSON.stringify({ instance: { pool: "broken-pool" } });
  await leftBehind(page, FORM, text, Date.now() - 60_000);
  const configure = await new Configure(page).open();
  await expect(offer(page)).toContainText("The last form could not be opened.");
  await expect(configure.preview).not.toContainText("broken-pool");

  // It stays offered, on a reload and in another tab, until somebody decides.
  await page.reload();
  await expect(offer(page)).toBeVisible();
  const other = await context.newPage();
  await new Configure(other).open();
  await expect(offer(other)).toBeVisible();

  await offer(page).getByRole("button", { name: "Open as text" }).click();
  await expect(page.getByRole("textbox", { name: "The last form as text" })).toHaveValue(text);
  await expect(page.getByRole("textbox", { name: "The last form as text" })).not.toBeEditable();
  const download = page.waitForEvent("download");
  await offer(page).getByRole("button", { name: "Download" }).click();
  expect((await download).suggestedFilename()).toBe("slipway-form.txt");

  await offer(page).getByRole("button", { name: "Discard" }).click();
  await expect(offer(page)).toHaveCount(0);
  await page.reload();
  await expect(configure.preview).toContainText("kind: Pod");
  await expect(offer(page)).toHaveCount(0);
});

test("a form that broke the page can be tried again, with the keyboard", async ({ page }) => {
  await leftBehind(page, FORM, JSON.stringify({ instance: { pool: "second-try" } }), 0);
  const configure = await new Configure(page).open();
  await expect(configure.preview).not.toContainText("second-try");
  await offer(page).getByRole("button", { name: "Try again" }).focus();
  await page.keyboard.press("Enter");
  await expect(configure.preview).toContainText("second-try");
  await expect(offer(page)).toHaveCount(0);
  await page.reload();
  await expect(configure.preview).toContainText("second-try");
});

test("a link that broke the page is offered when it is opened again, and opened when it is asked for", async ({ page }) => {
  const broken = link({ instance: { pool: "linked-pool" } });
  await leftBehind(page, "", broken.slice(1), 0);
  const configure = await new Configure(page).open(broken);
  await expect(offer(page)).toBeVisible();
  await expect(configure.preview).not.toContainText("linked-pool");
  await offer(page).getByRole("button", { name: "Try again" }).click();
  await expect(configure.preview).toContainText("linked-pool");
  await expect(offer(page)).toHaveCount(0);
});

test("what another tab is drawing just now is not offered", async ({ page }) => {
  const text = JSON.stringify({ instance: { pool: "other-tab" } });
  await leftBehind(page, FORM, text, Date.now() + 3_600_000);
  const configure = await new Configure(page).open();
  await expect(configure.preview).toContainText("other-tab");
  await expect(offer(page)).toHaveCount(0);
});

test("only the beginning of a long text is shown, all of it is downloaded", async ({ page }) => {
  const text = JSON.stringify({ instance: { overlay: "x".repeat(100_000) } });
  await leftBehind(page, FORM, text, 0);
  await new Configure(page).open();
  await offer(page).getByRole("button", { name: "Open as text" }).click();
  await expect(offer(page)).toContainText(`The first 20000 of ${text.length} bytes.`);
  expect((await page.getByRole("textbox", { name: "The last form as text" }).inputValue()).length).toBe(20_000);
  const download = page.waitForEvent("download");
  await offer(page).getByRole("button", { name: "Download" }).click();
  const stream = await (await download).createReadStream();
  let size = 0;
  for await (const piece of stream) size += (piece as Buffer).length;
  expect(size).toBe(text.length);
});

test("of a form that another version kept, what fits is taken", async ({ page }) => {
  await blank(page);
  const text = JSON.stringify({ instance: { pool: "other-version", size: { preset: "of-another-version" } } });
  await page.evaluate(([key, text]) => localStorage.setItem(key!, text!), [FORM, text]);
  const configure = await new Configure(page).open();
  await expect(configure.preview).toContainText("other-version");
  await expect(offer(page)).toHaveCount(0);
});

test("a kept text that is no form is offered", async ({ page }) => {
  await blank(page);
  await page.evaluate((key) => localStorage.setItem(key, "no form"), FORM);
  await new Configure(page).open();
  await offer(page).getByRole("button", { name: "Open as text" }).click();
  await expect(page.getByRole("textbox", { name: "The last form as text" })).toHaveValue("no form");
});

test("a form is kept when it was drawn, and the note of it is gone then", async ({ page }) => {
  const configure = await new Configure(page).open();
  await configure.field("Agent image").fill("registry.example.com/drawn:1");
  const kept = () => page.evaluate((key) => localStorage.getItem(key) ?? "", FORM);
  await expect.poll(kept).toContain("registry.example.com/drawn:1");
  const notes = (key: string) => [localStorage.getItem(key), sessionStorage.getItem(key)];
  expect(await page.evaluate(notes, NOTE)).toEqual([null, null]);
});

test("a console that stopped says so, and the form it stopped at is not met again", async ({ page, pageErrors }) => {
  const configure = await new Configure(page).open();
  await configure.field("Agent image").fill("registry.example.com/before:1");
  await expect(configure.preview).toContainText("registry.example.com/before:1");
  const text = JSON.stringify({ instance: { pool: "stops" } });
  // As an abort in the WebAssembly arrives, while a form is being drawn.
  await page.evaluate(
    ([key, note]) => {
      sessionStorage.setItem(key!, note!);
      localStorage.setItem(key!, note!);
      setTimeout(() => {
        throw new WebAssembly.RuntimeError("unreachable");
      });
    },
    [NOTE, [Date.now(), FORM, "/", text].join("\n")],
  );
  const stopped = page.getByRole("alertdialog", { name: "The console stopped" });
  await expect(stopped).toBeVisible();
  await expect(stopped.getByRole("button", { name: "Reload" })).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(offer(page)).toBeVisible();
  await expect(configure.field("Agent image")).toHaveValue("registry.example.com/before:1");
  pageErrors.length = 0;
});

test("a console that stopped can be started without the form", async ({ page, pageErrors }) => {
  const configure = await new Configure(page).open();
  const agent = configure.field("Agent image");
  const first = await agent.inputValue();
  await agent.fill("registry.example.com/before:2");
  await expect(configure.preview).toContainText("registry.example.com/before:2");
  await page.evaluate(() => void Promise.reject(new WebAssembly.RuntimeError("unreachable")));
  await page.getByRole("button", { name: "Discard the last form" }).click();
  await expect(configure.preview).toContainText("kind: Pod");
  await expect(agent).toHaveValue(first);
  pageErrors.length = 0;
});
