import { useLocation } from "preact-iso";
import { useState } from "preact/hooks";
import type { DocumentInfo } from "../api/types";
import { Dialog } from "../parts/Dialog";
import { DocumentFrame } from "../parts/DocumentFrame";
import { PageTitle } from "../parts/PageTitle";
import { Loading, ProblemNote } from "../parts/state";
import { formatBytes, Time } from "../parts/Time";
import { say } from "../parts/toast";
import { useAction } from "../parts/useAction";
import { useLoad } from "../parts/useLoad";
import { useSession } from "../session";
import { texts } from "../texts";
import { StatusBadge } from "./DocumentTable";
import { LevelBadge } from "./LevelBadge";
import { LevelDialog } from "./LevelDialog";
import { RenameDialog } from "./RenameDialog";
import { History } from "./History";
import { People } from "./People";
import { readProperties } from "./properties";
import { Review } from "./Review";
import { Versions } from "./Versions";

const words = texts.documents;

export default function DocumentPage({ id }: { id?: string }) {
  const { api, mayManage } = useSession();
  const { route } = useLocation();
  const loaded = useLoad(`document ${id}`, (signal) => api.document(id!, signal));
  const document = loaded.value?.value;
  const [dialog, setDialog] = useState<"level" | "rename" | "delete" | null>(null);

  const act = useAction(async (action: () => Promise<unknown>, done: string) => {
    await action();
    say(done);
  });

  if (!document) {
    return <><PageTitle title={words.title} />{loaded.problem ? <ProblemNote problem={loaded.problem} retry={loaded.reload} /> : <Loading />}</>;
  }

  const close = () => setDialog(null);
  const changed = () => { close(); loaded.reload(); };
  const hint = document.status === "current" ? null : words.statusHint[document.status];

  return (
    <>
      <p><a href="/documents">← {words.title}</a></p>
      <PageTitle title={document.title || texts.common.untitled}>
        <LevelBadge level={document.accessLevel} />
        <StatusBadge status={document.status} />
      </PageTitle>
      {hint && <p class="note note-warn">{hint}</p>}
      <ProblemNote problem={loaded.problem} retry={loaded.reload} />
      {dialog !== "delete" && <ProblemNote problem={act.problem} />}
      {mayManage && <Review document={document} onDecided={loaded.reload} />}
      <div class="toolbar">
        {mayManage && <button type="button" onClick={() => setDialog("level")}>{words.changeLevel}</button>}
        {mayManage && <button type="button" onClick={() => setDialog("rename")}>{words.rename}</button>}
        {mayManage && <button type="button" disabled={act.isRunning} onClick={() => void act.run(() => api.resync(document.id), words.resyncStarted)}>{words.resync}</button>}
        <a class="button" href={api.documentUrl(document.id, "content")} download={document.content.fileName}>{words.download}</a>
        {document.source.url && <a class="button" href={document.source.url} target="_blank" rel="noreferrer">{texts.common.openInNotion}</a>}
        {mayManage && <button type="button" class="danger" onClick={() => setDialog("delete")}>{words.delete}</button>}
      </div>
      <div class="document">
        <Content document={document} />
        <div>
          <About document={document} />
          <Versions document={document} onChanged={loaded.reload} />
          {mayManage && <People document={document} />}
          {mayManage && <History document={document} />}
        </div>
      </div>
      {dialog === "level" && <LevelDialog documents={[document]} onClose={close} onDone={changed} />}
      {dialog === "rename" && <RenameDialog document={document} etag={loaded.value!.etag ?? ""} onClose={close} onDone={changed} reload={loaded.reload} />}
      {dialog === "delete" && (
        <Dialog title={words.deleteTitle} onClose={close}>
          <p>{words.deleteWhat}</p>
          <ProblemNote problem={act.problem} />
          <footer>
            <button type="button" onClick={close}>{texts.common.cancel}</button>
            <button type="button" class="danger" disabled={act.isRunning} onClick={() => void act.run(async () => { await api.deleteDocument(document.id); route("/documents"); }, words.deleted)}>{words.delete}</button>
          </footer>
        </Dialog>
      )}
    </>
  );
}

function Content({ document }: { document: DocumentInfo }) {
  const { api } = useSession();
  const { route } = useLocation();
  const isPdf = document.content.contentType.startsWith("application/pdf");

  return (
    <section aria-label={words.content} class="panel grow">
      {document.kind === "file" && (
        <p><strong>{words.file}</strong> <a href={api.documentUrl(document.id, "content")}>{document.content.fileName}</a> ({formatBytes(document.content.size)})</p>
      )}
      {isPdf && <iframe class="page-frame" title={document.content.fileName} src={`${api.documentUrl(document.id, "content")}#view=FitH&navpanes=0`} />}
      <DocumentFrame key={document.content.etag} title={words.rendered(document.title)} src={api.documentUrl(document.id, "html") + location.hash} onFollow={(path) => route(`/documents/${path}`)} />
    </section>
  );
}

function About({ document }: { document: DocumentInfo }) {
  const { api } = useSession();
  const properties = readProperties(document.source.properties);

  return (
    <aside class="panel" aria-label={words.metadata}>
      <h2>{words.metadata}</h2>
      <dl class="facts stacked">
        <Fact name={words.fields.version}>{document.version}</Fact>
        <Fact name={words.fields.size}>{formatBytes(document.content.size)}</Fact>
        <Fact name={words.fields.edited}><Time at={document.source.lastEditedAt} /></Fact>
        <Fact name={words.fields.created}><Time at={document.source.createdAt} /></Fact>
        <Fact name={words.fields.synced}><Time at={document.syncedAt} /></Fact>
        <Fact name={words.fields.imported}><Time at={document.importedAt} /></Fact>
      </dl>
      {properties.length > 0 && (
        <>
          <h3>{words.properties}</h3>
          <dl class="facts stacked">{properties.map(([name, text]) => <div key={name}><dt dir="auto">{name}</dt><dd dir="auto">{text}</dd></div>)}</dl>
        </>
      )}
      {(document.attachments?.length ?? 0) > 0 && (
        <>
          <h3>{words.attachments}</h3>
          <ul class="plain">
            {document.attachments!.map((each) => <li key={each.name}><a href={api.attachmentUrl(document.id, each.name)}>{each.name}</a> <small class="muted">{formatBytes(each.size)}</small></li>)}
          </ul>
        </>
      )}
    </aside>
  );
}

function Fact({ name, children }: { name: string; children: preact.ComponentChildren }) {
  return <div><dt>{name}</dt><dd>{children}</dd></div>;
}
