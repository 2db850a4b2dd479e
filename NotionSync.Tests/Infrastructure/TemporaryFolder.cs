namespace NotionSync.Tests.Infrastructure;

/// <summary>A new empty folder, removed with everything in it on dispose.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("notionsync-").FullName;

    public void Dispose()
    {
        try
        {
            Directory.Delete(Path, recursive: true);
        }
        catch (IOException)
        {
            // A killed child may still be closing its files; the operating system cleans its temporary folder.
        }
    }
}
