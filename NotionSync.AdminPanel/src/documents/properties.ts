/** What the properties of a database row say, in words; those of a kind that has none are left out. */
export function readProperties(properties: unknown): [string, string][] {
  return Object.entries((properties ?? {}) as Record<string, unknown>)
    .filter(([, property]) => !isObject(property) || property["type"] !== "title") // The document's own title.
    .map(([name, property]): [string, string] => [name, textOf(valueOf(property))])
    .filter(([, text]) => text !== "");
}

// Notion's property says in `type` where its value is.
function valueOf(property: unknown): unknown {
  return isObject(property) && typeof property["type"] === "string" ? property[property["type"]] : property;
}

function textOf(value: unknown): string {
  if (typeof value === "string" || typeof value === "number") {
    return String(value);
  }

  if (typeof value === "boolean") {
    return value ? "✓" : "";
  }

  if (Array.isArray(value)) {
    const isText = value.every((part) => isObject(part) && "plain_text" in part);
    return value.map(textOf).filter(Boolean).join(isText ? "" : ", ");
  }

  if (!isObject(value)) {
    return "";
  }

  if (typeof value["start"] === "string") {
    return [value["start"], value["end"]].filter(Boolean).join(" – ");
  }

  return textOf(value["plain_text"] ?? value["name"] ?? (typeof value["type"] === "string" ? value[value["type"]] : undefined));
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
