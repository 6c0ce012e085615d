import { expect, it } from "vitest";
import { csvField } from "#server/audit/export-format.ts";

it("quotes what needs quoting", () => {
  expect(csvField("plain")).toBe("plain");
  expect(csvField('a "b", c')).toBe('"a ""b"", c"');
  expect(csvField("two\nlines")).toBe('"two\nlines"');
  expect(csvField({ a: 1 })).toBe('"{""a"":1}"');
  expect([csvField(null), csvField(undefined), csvField(-3), csvField(true)]).toEqual(["", "", "-3", "true"]);
});

it("lets no text begin a formula, whatever stands before it", () => {
  for (const text of ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", " =1", "\u200b=1", "＝1", "\n=1"]) {
    expect(csvField(text), JSON.stringify(text)).toMatch(/^"'/);
  }
  expect(csvField("a=1")).toBe("a=1");
});
