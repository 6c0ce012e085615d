import {
  asObject,
  checkList,
  checkString,
  checkText,
  checkUrl,
  type Json,
  type Problem,
} from "./block-problems.ts";

const MOST_BLOCKS = 50;
const MOST_CHARACTERS = 13_200;

const KEYS = new Map([
  ["header", ["text"]],
  ["section", ["text", "fields", "accessory", "expand"]],
  ["context", ["elements"]],
  ["actions", ["elements"]],
  ["image", ["image_url", "slack_file", "alt_text", "title"]],
  ["divider", []],
  ["markdown", ["text"]],
  ["rich_text", ["elements"]],
]);

function checkButton(button: Json, at: string): Problem[] {
  const confirm = asObject(button.confirm);
  const style = button.style;
  return [
    ...checkText(button.text, `${at}/text`, { max: 75, only: "plain_text", required: true }),
    ...checkString(button.action_id, `${at}/action_id`, 255, false),
    ...checkString(button.value, `${at}/value`, 2000, false, 0),
    ...checkString(button.accessibility_label, `${at}/accessibility_label`, 75, false),
    ...(button.url === undefined ? [] : checkUrl(button.url, `${at}/url`, false)),
    ...(style === undefined || style === "primary" || style === "danger"
      ? []
      : [{ pointer: `${at}/style`, text: 'must be one of: "primary", "danger"' }]),
    ...(confirm === null
      ? []
      : [
          ...checkText(confirm.title, `${at}/confirm/title`, {
            max: 100,
            only: "plain_text",
            required: true,
          }),
          ...checkText(confirm.text, `${at}/confirm/text`, { max: 300, required: true }),
          ...checkText(confirm.confirm, `${at}/confirm/confirm`, {
            max: 30,
            only: "plain_text",
            required: true,
          }),
          ...checkText(confirm.deny, `${at}/confirm/deny`, {
            max: 30,
            only: "plain_text",
            required: true,
          }),
        ]),
  ];
}

function checkOptions(element: Json, at: string, most: number): Problem[] {
  const list = checkList(element.options, `${at}/options`, most);
  return [
    ...list.problems,
    ...list.items.flatMap((item, index) => {
      const option = asObject(item) ?? {};
      return [
        ...checkText(option.text, `${at}/options/${index}/text`, { max: 75, required: true }),
        ...checkString(option.value, `${at}/options/${index}/value`, 150, true),
      ];
    }),
  ];
}

function checkImage(image: Json, at: string): Problem[] {
  return [
    ...(image.slack_file === undefined ? checkUrl(image.image_url, `${at}/image_url`, true) : []),
    ...checkString(image.alt_text, `${at}/alt_text`, 2000, true),
  ];
}

function checkElement(value: unknown, at: string, allowed: string[]): Problem[] {
  const element = asObject(value);
  if (element === null) return [{ pointer: at, text: "must be an object" }];
  const type = String(element.type ?? "");
  if (!allowed.includes(type)) return [{ pointer: `${at}/type`, text: `unsupported type: ${type}` }];
  if (type === "button") return checkButton(element, at);
  if (type === "image") return checkImage(element, at);
  if (type === "overflow") return checkOptions(element, at, 5);
  if (type === "static_select") return checkOptions(element, at, 100);
  return checkText(element, at, { max: 3000, required: true });
}

function checkElements(block: Json, at: string, most: number, allowed: string[]): Problem[] {
  const list = checkList(block.elements, `${at}/elements`, most);
  return [
    ...list.problems,
    ...list.items.flatMap((item, index) => checkElement(item, `${at}/elements/${index}`, allowed)),
  ];
}

function checkSection(block: Json, at: string): Problem[] {
  const problems = checkText(block.text, `${at}/text`, {
    max: 3000,
    required: block.fields === undefined,
  });
  if (block.fields !== undefined) {
    const list = checkList(block.fields, `${at}/fields`, 10);
    problems.push(...list.problems);
    for (const [index, field] of list.items.entries()) {
      problems.push(...checkText(field, `${at}/fields/${index}`, { max: 2000, required: true }));
    }
  }
  if (block.accessory !== undefined) {
    const allowed = ["button", "image", "overflow", "static_select"];
    problems.push(...checkElement(block.accessory, `${at}/accessory`, allowed));
  }
  return problems;
}

function checkBlock(value: unknown, at: string): Problem[] {
  const block = asObject(value);
  if (block === null) return [{ pointer: at, text: "must be an object" }];
  const type = block.type;
  if (typeof type !== "string") return [{ pointer: at, text: "missing required field: type" }];
  const keys = KEYS.get(type);
  if (keys === undefined) return [{ pointer: `${at}/type`, text: `unsupported type: ${type}` }];
  const problems = checkString(block.block_id, `${at}/block_id`, 255, false);
  for (const key of Object.keys(block)) {
    if (key !== "type" && key !== "block_id" && !keys.includes(key)) {
      problems.push({ pointer: at, text: `additional property: ${key}` });
    }
  }
  if (type === "header") {
    problems.push(...checkText(block.text, `${at}/text`, { max: 150, only: "plain_text", required: true }));
  }
  if (type === "section") problems.push(...checkSection(block, at));
  if (type === "context") problems.push(...checkElements(block, at, 10, ["mrkdwn", "plain_text", "image"]));
  if (type === "actions") {
    problems.push(...checkElements(block, at, 25, ["button", "overflow", "static_select"]));
  }
  if (type === "image") {
    problems.push(...checkImage(block, at));
    problems.push(
      ...checkText(block.title, `${at}/title`, { max: 2000, only: "plain_text", required: false }),
    );
  }
  if (type === "markdown") problems.push(...checkString(block.text, `${at}/text`, 12_000, true));
  return problems;
}

function characters(value: unknown): number {
  if (Array.isArray(value)) return value.reduce((sum: number, item) => sum + characters(item), 0);
  const node = asObject(value);
  if (node === null) return 0;
  const own = typeof node.text === "string" ? node.text.length : 0;
  return own + Object.values(node).reduce((sum: number, item) => sum + characters(item), 0);
}

/** Everything wrong with the blocks of one message. */
export function blockProblems(blocks: unknown[]): Problem[] {
  if (blocks.length > MOST_BLOCKS) {
    return [{ pointer: "/blocks", text: `no more than ${MOST_BLOCKS} items allowed` }];
  }
  const problems = blocks.flatMap((block, index) => checkBlock(block, `/blocks/${index}`));
  const seen = new Set<unknown>();
  for (const [index, value] of blocks.entries()) {
    const id = asObject(value)?.block_id;
    if (id === undefined) continue;
    if (seen.has(id))
      problems.push({ pointer: `/blocks/${index}/block_id`, text: `\`block_id\` already exists: ${id}` });
    seen.add(id);
  }
  return problems;
}

/** Whether all texts of the blocks together are more than Slack takes. */
export function areTooLong(blocks: unknown[]): boolean {
  return characters(blocks) > MOST_CHARACTERS;
}
