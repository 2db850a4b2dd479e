import { useLocation } from "preact-iso";
import { useEffect, useMemo, useState } from "preact/hooks";
import { Loading, ProblemNote } from "../parts/state";
import { Toasts } from "../parts/toast";
import { useAction } from "../parts/useAction";
import { useLoad } from "../parts/useLoad";
import { texts } from "../texts";
import { PublicApi } from "./api";
import { NdaSection } from "./NdaSection";
import { RequestAccess } from "./RequestAccess";
import { DocumentList } from "./DocumentList";
import { ShownDocument } from "./ShownDocument";

const words = texts.trust;

/** A tenant's Trust Center as visitors see it. */
export function TrustCenter({ tenant, id }: { tenant?: string; id?: string }) {
  const api = useMemo(() => new PublicApi(tenant!), [tenant]);
  const visitor = useLoad(`visitor ${tenant}`, (signal) => api.visitor(signal));
  const [turn, setTurn] = useState(0);
  const who = visitor.value;
  const { query } = useLocation();

  useEffect(() => {
    document.title = words.of(tenant!);
  }, [tenant, id]);

  const leave = useAction(async () => {
    await api.leave();
    visitor.reload();
    setTurn(turn + 1);
  });

  return (
    <>
      <a class="skip" href="#main" onClick={(event) => { event.preventDefault(); document.getElementById("main")?.focus(); }}>{texts.common.skip}</a>
      <header class="bar">
        <a class="brand" href={`/trust/${encodeURIComponent(tenant!)}`}>{words.of(tenant!)}</a>
        {who?.isContact && <p class="who">{words.hello(who.name ?? who.email ?? "")} <button type="button" class="quiet" onClick={() => void leave.run()}>{words.leave}</button></p>}
      </header>
      <main id="main" tabIndex={-1}>
        <ProblemNote problem={visitor.problem} retry={visitor.reload} />
        <ProblemNote problem={leave.problem} />
        {!who && visitor.isLoading && <Loading />}
        {who && id && <ShownDocument key={turn} api={api} tenant={tenant!} id={id} />}
        {who && !id && (
          <>
            <h1>{words.title}</h1>
            {query["link"] === "invalid" && <p class="note note-warn" role="alert">{words.linkGone}</p>}
            {who.isContact && (who.ndaVersion ?? 0) > 0 && !who.ndaAccepted && <NdaSection api={api} onAccepted={() => { visitor.reload(); setTurn(turn + 1); }} />}
            <DocumentList key={turn} api={api} tenant={tenant!} />
            {!who.isContact && <RequestAccess api={api} />}
          </>
        )}
      </main>
      <Toasts />
    </>
  );
}
