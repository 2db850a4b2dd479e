import { createContext } from "preact";
import { useContext } from "preact/hooks";
import { TenantApi } from "./api/api";
import type { Me } from "./api/types";

export interface Session {
  me: Me;
  api: TenantApi;
  mayManage: boolean;
  mayAdminister: boolean;
}

export const SessionContext = createContext<Session | null>(null);

export function useSession(): Session {
  return useContext(SessionContext)!;
}

export function sessionOf(me: Me, tenant: string): Session {
  const isAdmin = me.roles.some((role) => role === "Admin" || role === "Service");
  return { me, api: new TenantApi(tenant), mayAdminister: isAdmin, mayManage: isAdmin || me.roles.includes("ContentManager") };
}
