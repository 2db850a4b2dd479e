namespace NotionSync.Files;

/// <summary>A file that lies complete on this machine's disk until it is disposed.</summary>
public sealed class DownloadedFile : IAsyncDisposable
{
    private readonly TemporaryFile _file;

    internal DownloadedFile(TemporaryFile file) => _file = file;

    /// <summary>In bytes.</summary>
    public long Size => _file.Length;

    /// <summary>Of the bytes, in lower-case hex.</summary>
    public required string Sha256 { get; init; }

    /// <summary>The media type, by the bytes themselves where they tell it, else as declared or by name; without parameters.</summary>
    public required string ContentType { get; init; }

    /// <summary>What the server called it; null where it said nothing.</summary>
    public required string? DeclaredContentType { get; init; }

    /// <summary>Safe to store and to offer for download; see <see cref="SafeFileName"/>. Not yet unique in its document.</summary>
    public required string FileName { get; init; }

    /// <summary>A new seekable reader from the start; several may be open at once, none after disposal.</summary>
    public Stream Open() => _file.Open();

    public ValueTask DisposeAsync() => _file.DisposeAsync();
}
