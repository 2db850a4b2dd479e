namespace NotionSync.Cli;

/// <summary>The checkout that this command was built in, and where its parts lie.</summary>
internal sealed class Checkout(string folder)
{
    /// <summary>Data and logs of local runs; git-ignored.</summary>
    public string Local { get; } = Path.Combine(folder, ".local");

    public string Logs { get; } = Path.Combine(folder, ".local", "logs");

    public string ChildScript { get; } = Path.Combine(folder, "eng", "child");

    public string Azurite { get; } = Path.Combine(folder, "eng", "azurite", "node_modules", "azurite", "dist", "src", "azurite.js");

    public string Folder { get; } = folder;

    /// <exception cref="RunFailedException">The command was copied out of its checkout.</exception>
    public static Checkout Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "NotionSync.slnx")))
            {
                return new(folder.FullName);
            }
        }

        throw new RunFailedException($"No folder above {AppContext.BaseDirectory} holds NotionSync.slnx: start this command with ./run of a checkout.");
    }

    /// <summary>The built assembly of a project, in the configuration that this command was built in.</summary>
    public string Assembly(string project)
    {
        var configuration = Path.GetFileName(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory));
        return Path.Combine(Folder, "artifacts", "bin", project, configuration, $"{project}.dll");
    }
}
