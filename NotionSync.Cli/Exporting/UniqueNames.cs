using System.Globalization;

namespace NotionSync.Cli.Exporting;

/// <summary>Keeps the names within one folder apart, also where the file system takes upper and lower case as one.</summary>
internal sealed class UniqueNames
{
    private readonly HashSet<string> _taken = new(StringComparer.OrdinalIgnoreCase);

    public void Reserve(string name) => _taken.Add(name);

    /// <returns>The name, or with a number before its extension: <c>a.txt</c>, <c>a (2).txt</c>.</returns>
    public string Take(string stem, string extension)
    {
        var name = $"{stem}{extension}";

        for (var number = 2; !_taken.Add(name); number++)
        {
            name = string.Create(CultureInfo.InvariantCulture, $"{stem} ({number}){extension}");
        }

        return name;
    }
}
