/** One instruction of a Dockerfile. */
export type Instruction = { name: string; text: string };

/** Reads a Dockerfile into its instructions; continued lines are joined, comments are left out. */
export function readDockerfile(text: string): Instruction[] {
  return text
    .replaceAll(/^\s*#.*$/gm, "")
    .replaceAll(/\\\n\s*/g, "")
    .split("\n")
    .map((line) => line.trim())
    .filter(Boolean)
    .map((line) => {
      const [name = "", ...rest] = line.split(/\s+/);
      return { name: name.toUpperCase(), text: rest.join(" ") };
    });
}

/** A value of a YAML file as far as compose.yaml uses the language: maps, lists of texts, texts. */
export type Yaml = string | Yaml[] | { [key: string]: Yaml };

/** Reads maps and lists by their indentation, and lists in brackets. @throws on anything else. */
export function readYaml(text: string): Yaml {
  const lines = text
    .split("\n")
    .map((line) => line.replace(/^\s*#.*$/, "").replace(/\s+$/, ""))
    .filter(Boolean)
    .map((line) => ({ indent: line.length - line.trimStart().length, text: line.trim() }));
  const block = (indent: number): Yaml => {
    if (lines[0]?.text.startsWith("- ")) {
      const list: Yaml[] = [];
      while (lines[0]?.indent === indent) list.push(scalar(lines.shift()?.text.slice(2) ?? ""));
      return list;
    }
    const map: { [key: string]: Yaml } = {};
    while (lines[0]?.indent === indent) {
      const line = lines.shift()?.text ?? "";
      const [, key, value = ""] = /^([\w-]+):(?:\s+(.*))?$/.exec(line) ?? [];
      if (key === undefined) throw new Error(`compose.yaml: ${line} cannot be read.`);
      if (Object.hasOwn(map, key)) throw new Error(`compose.yaml: ${key} stands there twice.`);
      const deeper = lines[0] && lines[0].indent > indent ? lines[0].indent : null;
      map[key] = value !== "" ? scalar(value) : deeper === null ? "" : block(deeper);
    }
    return map;
  };
  const read = block(0);
  if (lines.length > 0)
    throw new Error(`compose.yaml: ${lines[0]?.text} is indented unlike what is around it.`);
  return read;
}

function scalar(text: string): Yaml {
  if (text.startsWith("["))
    return text
      .slice(1, -1)
      .split(",")
      .map((one) => scalar(one.trim()));
  return text.replace(/^"(.*)"$/, "$1");
}

/** Puts values in place of `${NAME}`, `${NAME:-default}` and `${NAME:?sentence}`, as compose does. */
export function interpolate(text: string, values: Readonly<Record<string, string>>): string {
  return text.replaceAll(/\$\{(\w+)(?::([-?])([^}]*))?\}/g, (_, name: string, kind: string, rest: string) => {
    const value = values[name] ?? "";
    if (value !== "") return value;
    if (kind === "?") throw new Error(rest);
    return kind === "-" ? rest : "";
  });
}
