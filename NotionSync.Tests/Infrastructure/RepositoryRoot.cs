namespace NotionSync.Tests.Infrastructure;

/// <summary>The checkout that the tests were built from: the nearest folder above the test assembly with NotionSync.slnx.</summary>
internal static class RepositoryRoot
{
    public static string Folder { get; } = Find();

    public static string File(params string[] parts) => Path.Combine([Folder, .. parts]);

    /// <summary>The built assembly of a project of this checkout, in the configuration that the tests were built in.</summary>
    public static string Assembly(string project)
    {
        var configuration = Path.GetFileName(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory));
        return File("artifacts", "bin", project, configuration, $"{project}.dll");
    }

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (System.IO.File.Exists(Path.Combine(folder.FullName, "NotionSync.slnx")))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException($"No folder above {AppContext.BaseDirectory} holds NotionSync.slnx.");
    }
}
