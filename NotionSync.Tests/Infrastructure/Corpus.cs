namespace NotionSync.Tests.Infrastructure;

/// <summary>Recorded page trees beside the checkout (<c>../shared/corpus</c>). They are no part of it, so tests skip without them.</summary>
internal static class Corpus
{
    public const string SkipReason = "The recorded page trees (../shared/corpus) are not on this machine.";

    /// <summary>The folder of the recorded trees, or null where there is none.</summary>
    public static string? Folder { get; } = Find();

    /// <summary>A file or folder of the corpus; only for tests that <see cref="CorpusFactAttribute"/> guards.</summary>
    public static string Path(params string[] parts)
        => System.IO.Path.Combine([Folder ?? throw new InvalidOperationException(SkipReason), .. parts]);

    private static string? Find()
    {
        var folder = System.IO.Path.GetFullPath(RepositoryRoot.File("..", "shared", "corpus"));
        return Directory.Exists(folder) ? folder : null;
    }
}
