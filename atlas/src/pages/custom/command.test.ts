import { describe, expect, it } from "vitest";
import { keepCommand, shellWord } from "./command";

describe("the command that keeps a cluster", () => {
  it("quotes what a shell would take apart", () => {
    expect(shellWord("3361,3362")).toBe("3361,3362");
    expect(shellWord("My cluster")).toBe("'My cluster'");
    expect(shellWord("it's $HOME; rm")).toBe("'it'\\''s $HOME; rm'");
    expect(shellWord("深圳 电子")).toBe("'深圳 电子'");
  });
  it("names the industries in the order chosen", () => {
    expect(keepCommand(["3361", "3362"], "Cars", "true")).toBe("jiqun clusters custom WORKSPACE --name Cars --industries 3361,3362");
  });
});
