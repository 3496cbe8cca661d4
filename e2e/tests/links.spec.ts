import { expect, test } from "../fixtures/console";
import { Configure } from "../fixtures/configure";
import { link, TOO_MANY, UNFOLDING } from "../fixtures/links";

for (const [what, settings] of Object.entries(TOO_MANY)) {
  test(`a link that holds too much is refused, and the form stays: ${what}`, async ({ page, context }) => {
    const configure = await new Configure(page).open();
    await configure.field("Agent image").fill("registry.example.com/mine:1");
    await expect(configure.preview).toContainText("registry.example.com/mine:1");

    await page.goto(`/${link(settings)}`);
    await expect(page.getByText(/This link holds more than a configuration can.*The form is as it was/)).toBeVisible();
    await expect(configure.field("Agent image")).toHaveValue("registry.example.com/mine:1");
    await expect(configure.preview).toContainText("kind: Pod");

    // Neither a reload nor a new tab meets it again.
    for (const next of [page, await context.newPage()]) {
      const again = await new Configure(next).open();
      await expect(again.field("Agent image")).toHaveValue("registry.example.com/mine:1");
      await expect(next.getByRole("region", { name: "The last form" })).toHaveCount(0);
    }
  });
}

for (const [what, overlay] of Object.entries(UNFOLDING)) {
  test(`an overlay in a link that comes to too much is a finding, at every visit: ${what}`, async ({ page, context }) => {
    await page.goto(`/${link({ instance: { pool: "linked-pool", overlay } })}`);
    for (const next of [page, await context.newPage()]) {
      if (next !== page) await next.goto("/");
      const configure = new Configure(next);
      await expect(configure.findings).toContainText(/(comes to more than|at most \d+ documents|more than \d+ documents)/);
      await expect(configure.preview).toContainText("linked-pool");
      await expect(next.getByRole("region", { name: "The last form" })).toHaveCount(0);
      // A page that stands still answers nothing: this one goes on.
      await next.goto("/instances");
      await expect(next.getByRole("heading", { name: "Instances", exact: true })).toBeVisible();
      await next.goto("/");
      await expect(configure.preview).toContainText("linked-pool");
    }
  });
}

/** Texts that would run if any of them were taken for markup or an address. */
const PAYLOADS = [
  "<img src=x onerror=alert(1)>",
  "<script>alert(1)</script>",
  "\"><svg onload=alert(1)>",
  "javascript:alert(1)",
  "{{constructor.constructor('alert(1)')()}}",
  "</textarea><img src=x onerror=alert(1)>",
];

test("what a link holds is text wherever it is shown", async ({ page }) => {
  const dialogs: string[] = [];
  page.on("dialog", (dialog) => {
    dialogs.push(dialog.message());
    return dialog.dismiss();
  });
  for (const payload of PAYLOADS) {
    const settings = {
      imageName: payload,
      image: { agentImage: payload, overlay: `a: ${JSON.stringify(payload)}` },
      instance: {
        namePrefix: payload,
        pool: payload,
        labels: { [payload]: payload },
        env: [{ name: payload, value: payload }],
        overlay: payload,
        [payload]: payload,
      },
    };
    await page.goto(`/${link(settings)}`);
    const configure = new Configure(page);
    await expect(configure.field("Agent image")).toHaveValue(payload);
    await configure.openSection("Environment and secrets");
    await expect(page.getByRole("textbox", { name: "Variable 1 value" })).toHaveValue(payload);
    await configure.openSection("Overlay");
    await page.getByRole("tab", { name: "All objects" }).click();
    await expect(configure.findings.getByRole("listitem").first()).toBeVisible();
    const foreign = page.locator("img, iframe, object, embed, body script, [onerror], [onload]");
    await expect(foreign, payload).toHaveCount(0);
    await page.goto("about:blank");
  }
  expect(dialogs).toEqual([]);
});
