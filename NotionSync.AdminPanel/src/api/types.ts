import type { components } from "./schema";

/** What goes over the wire, by the names that the panel has for it. The shapes are those of openapi.json. */
type Schemas = components["schemas"];

export type Me = Schemas["Caller"];
export type Connection = Schemas["Connection"];
export type ConnectionCheck = Schemas["Check"];
export type ConnectSession = Schemas["SessionResource"];
export type BrowsePage = Schemas["BrowseList"];
export type BrowseItem = BrowsePage["items"][number];
export type NotionIcon = NonNullable<BrowseItem["icon"]>;
export type Run = Schemas["Import"];
export type ImportItem = Schemas["ImportRequest"]["items"][number];
export type DocumentInfo = Schemas["Document"];
export type AccessLevel = DocumentInfo["accessLevel"];
export type Version = Schemas["Version"];
export type VersionComparison = Schemas["VersionComparison"];
export type LineChange = VersionComparison["changes"][number];
export type TenantSettings = Schemas["TenantSettings"];
export type Contact = Schemas["Contact"];
export type AccessRequest = Schemas["AccessRequest"];
export type AccessLink = Schemas["Link"];
export type Grant = Schemas["Grant"];
export type NdaText = Schemas["NdaText"];
export type AuditEntry = Schemas["AuditEntry"];
export type EventDelivery = Schemas["EventDelivery"];
export type PublicDocument = Schemas["PublicDocument"];
export type PublicNda = Schemas["PublicNda"];
export type Visitor = Schemas["Visitor"];

export interface Page<T> {
  items: T[];
  nextCursor: string | null;
}

/** The widest first. */
export const accessLevels: AccessLevel[] = ["public", "contact", "contact_nda", "internal"];
