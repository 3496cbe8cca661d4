import { expect, testAlone as test } from "../fixtures/console";
import { Configure } from "../fixtures/configure";

test("without its server the page still configures, and Apply says why it cannot", async ({ page, own, pageErrors }) => {
  await page.goto("/");
  const configure = new Configure(page);
  await expect(configure.preview).toContainText("kind: Pod");
  // The parts of the console are fetched ahead, right after the first page.
  const fetched = () => performance.getEntriesByType("resource").map((entry) => entry.name).join(" ");
  await expect.poll(() => page.evaluate(fetched)).toMatch(/split_pages/);
  await own.stop();

  await configure.field("Agent image").fill("registry.example.com/offline:1");
  await expect(configure.preview).toContainText("image: registry.example.com/offline:1");
  await page.getByRole("button", { name: "Share", exact: true }).click();
  await expect(page.getByRole("textbox", { name: "Link" })).toHaveValue(/#v1:/);
  await page.keyboard.press("Escape");
  await configure.apply.click();
  await expect(page.getByText(/server.*(cannot be reached|does not answer|unreachable)/i).first()).toBeVisible();
  // The browser itself reports every refused connection.
  pageErrors.length = 0;
});
