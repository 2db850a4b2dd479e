import { showMath } from "./math";

interface Props {
  title: string;
  src: string;
}

/**
 * A document as it is read. Nothing runs in the frame: neither it nor the document's own policy allows scripts. It is of
 * this page's origin, so that its images come with the reader's sign-in and its equations can be set from here.
 */
export function DocumentFrame({ title, src }: Props) {
  return (
    <iframe
      class="page-frame"
      sandbox="allow-same-origin allow-popups allow-popups-to-escape-sandbox allow-downloads"
      title={title}
      src={src}
      onLoad={(event) => void showMath(event.currentTarget.contentDocument)}
    />
  );
}
