import { ErrorBoundary, LocationProvider, Route, Router, lazy, useLocation } from "preact-iso";
import { useEffect, useMemo, useRef } from "preact/hooks";
import { getMe } from "./api/api";
import { PageTitle } from "./parts/PageTitle";
import { Loading, ProblemNote } from "./parts/state";
import { Toasts } from "./parts/toast";
import { useLoad } from "./parts/useLoad";
import { SessionContext, sessionOf } from "./session";
import { texts } from "./texts";

const Integrations = lazy(() => import("./integrations/Integrations"));
const ImportPages = lazy(() => import("./importing/ImportPages"));
const Documents = lazy(() => import("./documents/Documents"));
const DocumentPage = lazy(() => import("./documents/DocumentPage"));
const Runs = lazy(() => import("./runs/Runs"));
const Contacts = lazy(() => import("./contacts/Contacts"));
const Audit = lazy(() => import("./audit/Audit"));
const Settings = lazy(() => import("./settings/Settings"));
const RunPage = lazy(() => import("./runs/RunPage"));

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
  const main = useRef<HTMLElement>(null);
  const isFirst = useRef(true);

  // A new view is read from its start, by eyes, keyboards and screen readers alike.
  useEffect(() => {
    if (!isFirst.current) {
      main.current?.focus();
      scrollTo(0, 0);
    }

    isFirst.current = false;
  }, [path]);

  return (
    <>
      <a class="skip" href="#main" onClick={(event) => { event.preventDefault(); main.current?.focus(); }}>{texts.common.skip}</a>
      <header class="bar">
        <a class="brand" href="/">{texts.common.product}</a>
        <nav aria-label={texts.nav.label}>
          {entries.map(([href, label]) => (
            <a key={href} href={href} aria-current={isCurrent(path, href) ? "page" : undefined}>{label}</a>
          ))}
        </nav>
        <p class="who" title={texts.nav.signedInAs(name)}><span>{tenant}</span> <a href={`/trust/${encodeURIComponent(tenant)}`} target="_blank">{texts.nav.visitorView}</a></p>
      </header>
      <main id="main" ref={main} tabIndex={-1}>
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
