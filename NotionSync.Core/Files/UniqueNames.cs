namespace NotionSync.Files;

/// <summary>
/// Makes the file names of one document unique, whatever their case: <c>name.pdf</c>, <c>name-2.pdf</c>. The same
/// names in the same order always get the same results.
/// </summary>
public sealed class UniqueNames
{
    private readonly HashSet<string> _taken = new(StringComparer.OrdinalIgnoreCase);

    public string Add(string name)
    {
        var unique = name;

        for (var number = 2; !_taken.Add(unique); number++)
        {
            unique = SafeFileName.WithSuffix(name, $"-{number}");
        }

        return unique;
    }
}
