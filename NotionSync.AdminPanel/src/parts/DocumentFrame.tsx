import { showMath } from "./math";

interface Props {
  title: string;
  src: string;
  /** Whoever reads in the frame presses the key there, where no dialog around it hears it. */
  onEscape?: () => void;
  /** A link to another document leads there with all that stands around it: its title, download and address. */
  onFollow?: (path: string) => void;
}

const otherDocument = /\/documents\/([0-9a-f]{32})\/html$/;

/**
 * A document as it is read. Nothing runs in the frame: neither it nor the document's own policy allows scripts. It is of
 * this page's origin, so that its images come with the reader's sign-in and its equations can be set from here.
 */
export function DocumentFrame({ title, src, onEscape, onFollow }: Props) {
  const prepare = (document: Document | null) => {
    document?.addEventListener("keydown", (event) => event.key === "Escape" && onEscape?.());
    document?.addEventListener("click", (event) => {
      const link = (event.target as Element).closest<HTMLAnchorElement>("a[href]");
      const id = link && link.pathname !== document.location.pathname && otherDocument.exec(link.pathname)?.[1];

      if (id && onFollow && event.button === 0 && !(event.ctrlKey || event.metaKey || event.shiftKey || event.altKey)) {
        event.preventDefault();
        onFollow(id + link.hash);
      }
    });

    void showMath(document);
  };

  return (
    <iframe
      class="page-frame"
      sandbox="allow-same-origin allow-popups allow-popups-to-escape-sandbox allow-downloads"
      title={title}
      src={src}
      onLoad={(event) => prepare(event.currentTarget.contentDocument)}
    />
  );
}
