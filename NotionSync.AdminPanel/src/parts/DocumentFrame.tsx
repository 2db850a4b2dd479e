import { showMath } from "./math";

interface Props {
  title: string;
  src: string;
  /** Whoever reads in the frame presses the key there, where no dialog around it hears it. */
  onEscape?: () => void;
}

/**
 * A document as it is read. Nothing runs in the frame: neither it nor the document's own policy allows scripts. It is of
 * this page's origin, so that its images come with the reader's sign-in and its equations can be set from here.
 */
export function DocumentFrame({ title, src, onEscape }: Props) {
  const prepare = (document: Document | null) => {
    document?.addEventListener("keydown", (event) => event.key === "Escape" && onEscape?.());
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
