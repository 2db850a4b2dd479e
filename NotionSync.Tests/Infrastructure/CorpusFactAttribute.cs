namespace NotionSync.Tests.Infrastructure;

/// <summary>A fact about the recorded page trees; skipped where they are missing.</summary>
public sealed class CorpusFactAttribute : FactAttribute
{
    public CorpusFactAttribute() => Skip = Corpus.Folder is null ? Corpus.SkipReason : null;
}
