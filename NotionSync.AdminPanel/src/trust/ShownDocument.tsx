import { useLocation } from "preact-iso";
import { useEffect } from "preact/hooks";
import { LevelBadge } from "../documents/LevelBadge";
import { DocumentFrame } from "../parts/DocumentFrame";
import { Loading, ProblemNote } from "../parts/state";
import { formatBytes, Time } from "../parts/Time";
import { useLoad } from "../parts/useLoad";
import { texts } from "../texts";
import type { PublicApi } from "./api";

const words = texts.trust;

interface Props {
  api: PublicApi;
  tenant: string;
  id: string;
}

export function ShownDocument({ api, tenant, id }: Props) {
  const loaded = useLoad(`document ${id}`, (signal) => api.document(id, signal));
  const { route } = useLocation();
  const document = loaded.value;

  useEffect(() => {
    if (document) {
      window.document.title = `${document.title || texts.common.untitled} · ${words.of(tenant)}`;
    }
  }, [document, tenant]);

  return (
    <>
      <p><a href={`/trust/${encodeURIComponent(tenant)}`}>← {words.back}</a></p>
      {!document && <h1>{words.title}</h1>}
      <ProblemNote problem={loaded.problem} retry={loaded.reload} />
      {!document && loaded.isLoading && <Loading />}
      {document && (
        <>
          <div class="page-title">
            <h1 dir="auto">{document.title || texts.common.untitled}</h1>
            <div class="actions">
              {document.accessLevel !== "public" && <LevelBadge level={document.accessLevel} />}
              <a class="button primary" href={api.url(id, "content")} download={document.content.fileName}>{words.download}</a>
            </div>
          </div>
          <p class="muted">{words.changed} <Time at={document.changedAt} /></p>
          {document.content.contentType.startsWith("application/pdf")
            ? <iframe class="page-frame" title={document.content.fileName} src={`${api.url(id, "content")}#view=FitH&navpanes=0`} />
            : <DocumentFrame title={document.title || texts.common.untitled} src={api.url(id, "html") + location.hash} onFollow={(path) => route(`/trust/${encodeURIComponent(tenant)}/${path}`)} />}
          {(document.attachments?.length ?? 0) > 0 && (
            <section class="panel">
              <h2>{words.attachments}</h2>
              <ul class="plain">
                {document.attachments!.map((each) => <li key={each.name}><a href={api.url(id, `attachments/${encodeURIComponent(each.name)}`)}>{each.name}</a> <small>{formatBytes(each.size)}</small></li>)}
              </ul>
            </section>
          )}
        </>
      )}
    </>
  );
}
