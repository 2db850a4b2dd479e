/** Sets the equations of a document, which come as TeX between its marks. What cannot be set stays as it is. */
export async function showMath(document: Document | null): Promise<void> {
  const equations = document?.querySelectorAll<HTMLElement>(".math") ?? [];

  if (document && equations.length > 0) {
    const typesetter = await import("./typesetter").catch(() => null); // Without a network the source has to do.
    await typesetter?.typeset(document, equations);
  }
}
