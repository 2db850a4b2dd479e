namespace NotionSync.Tests.Infrastructure;

/// <summary>
/// A theory over the recorded page trees; skipped where they are missing. Its member data is read before the skip is
/// seen, so it must yield nothing, not throw, when <see cref="Corpus.Folder"/> is null.
/// </summary>
public sealed class CorpusTheoryAttribute : TheoryAttribute
{
    public CorpusTheoryAttribute() => Skip = Corpus.Folder is null ? Corpus.SkipReason : null;
}
