import { ErrorBoundary, LocationProvider, Route, Router, lazy, useLocation } from "preact-iso";
import { useMemo } from "preact/hooks";
import { getMe } from "./api/api";
import { Problem } from "./api/problem";
import { PageTitle } from "./parts/PageTitle";
import { Loading, ProblemNote } from "./parts/state";
import { Toasts } from "./parts/toast";
import { useLoad } from "./parts/useLoad";
import { useViewStart } from "./parts/useViewStart";
import { SessionContext, sessionOf } from "./session";
import { texts } from "./texts";

/** A view is fetched when it is first shown. One that cannot be had (no network, or by now another build) says so. */
const view = <T,>(load: () => Promise<{ default: T }>) => lazy<T | typeof Lost>(() => load().catch(() => ({ default: Lost })));
const Lost = () => <><PageTitle title={texts.common.product} /><ProblemNote problem={Problem.unreachable()} retry={() => location.reload()} /></>;

const Integrations = view(() => import("./integrations/Integrations"));
const ImportPages = view(() => import("./importing/ImportPages"));
const Documents = view(() => import("./documents/Documents"));
const DocumentPage = view(() => import("./documents/DocumentPage"));
const Runs = view(() => import("./runs/Runs"));
const Contacts = view(() => import("./contacts/Contacts"));
const Audit = view(() => import("./audit/Audit"));
const Settings = view(() => import("./settings/Settings"));
const RunPage = view(() => import("./runs/RunPage"));

export function App() {
  const me = useLoad("me", getMe);
  const session = useMemo(() => (me.value?.tenantId ? sessionOf(me.value, me.value.tenantId) : null), [me.value]);

  if (!session) {
    return (
      <main class="alone">
        {me.problem?.status === 401 ? <SignIn /> : me.problem ? <ProblemNote problem={me.problem} retry={me.reload} /> : me.value ? <p class="note note-bad">{texts.problems.noTenant}</p> : <Loading />}
      </main>
    );
  }

  return (
    <SessionContext.Provider value={session}>
      <LocationProvider>
        <Shell name={session.me.userId} tenant={session.api.tenant} />
      </LocationProvider>
    </SessionContext.Provider>
  );
}

/** The platform's own sign-in, which leads back to where one was. */
function SignIn() {
  const back = encodeURIComponent(location.pathname + location.search);
  return (
    <div class="empty">
      <h1>{texts.common.product}</h1>
      <a class="button primary" href={`/.auth/login/aad?post_login_redirect_uri=${back}`}>{texts.nav.signIn}</a>
    </div>
  );
}

const entries = [
  ["/", texts.nav.integrations],
  ["/import", texts.nav.import],
  ["/documents", texts.nav.documents],
  ["/runs", texts.nav.runs],
  ["/contacts", texts.nav.contacts],
  ["/audit", texts.nav.audit],
  ["/settings", texts.nav.settings],
] as const;

function Shell({ name, tenant }: { name: string; tenant: string }) {
  const { path } = useLocation();
  useViewStart();

  return (
    <>
      <a class="skip" href="#main" onClick={(event) => { event.preventDefault(); document.getElementById("main")?.focus(); }}>{texts.common.skip}</a>
      <header class="bar">
        <a class="brand" href="/">{texts.common.product}</a>
        <nav aria-label={texts.nav.label}>
          {entries.map(([href, label]) => (
            <a key={href} href={href} aria-current={isCurrent(path, href) ? "page" : undefined}>{label}</a>
          ))}
        </nav>
        <p class="who" title={texts.nav.signedInAs(name)}><span>{tenant}</span> <a href={`/trust/${encodeURIComponent(tenant)}`} target="_blank">{texts.nav.visitorView}</a></p>
      </header>
      <main id="main" tabIndex={-1}>
        <ErrorBoundary>
          <Router>
            <Route path="/" component={Integrations} />
            <Route path="/import" component={ImportPages} />
            <Route path="/documents" component={Documents} />
            <Route path="/documents/:id" component={DocumentPage} />
            <Route path="/runs" component={Runs} />
            <Route path="/runs/:id" component={RunPage} />
            <Route path="/contacts" component={Contacts} />
            <Route path="/audit" component={Audit} />
            <Route path="/settings" component={Settings} />
            <Route default component={NotFound} />
          </Router>
        </ErrorBoundary>
      </main>
      <Toasts />
    </>
  );
}

function isCurrent(path: string, href: string): boolean {
  return href === "/" ? path === "/" : path === href || path.startsWith(`${href}/`);
}

function NotFound() {
  return <><PageTitle title={texts.problems.title} /><p class="note note-bad">{texts.problems.byCode("not_found")}</p></>;
}
