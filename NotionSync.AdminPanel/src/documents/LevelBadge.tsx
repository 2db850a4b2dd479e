import type { AccessLevel } from "../api/types";
import { Badge } from "../parts/Badge";
import { texts } from "../texts";

export function LevelBadge({ level }: { level: AccessLevel }) {
  return <Badge tone={level === "internal" ? "plain" : level === "public" ? "warn" : "good"}>{texts.levels[level]}</Badge>;
}
