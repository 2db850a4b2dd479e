using System.Text.RegularExpressions;

namespace NotionSync.Benchmarks.Flow;

/// <summary>Counts operations in the storage emulator's log of requests.</summary>
internal static partial class StorageOperations
{
    public const string Transaction = "table write transaction";

    /// <returns>How often each kind was asked for, such as <c>table write Documents</c>.</returns>
    public static SortedDictionary<string, int> Count(string log)
    {
        var counts = new SortedDictionary<string, int>(StringComparer.Ordinal);

        foreach (Match line in Request().Matches(log))
        {
            var (method, path) = (line.Groups["method"].Value, line.Groups["path"].Value);
            var kind = KindOf(method, path);
            counts[kind] = counts.GetValueOrDefault(kind) + 1;
        }

        return counts;
    }

    public static bool IsWrite(string kind) => kind.Contains(" write ", StringComparison.Ordinal);

    private static string KindOf(string method, string path)
    {
        var rest = path[(path.IndexOf('/', 1) + 1)..];
        var name = Name().Match(rest).Value;

        if (rest.StartsWith("$batch", StringComparison.Ordinal))
        {
            return Transaction;
        }

        if (rest.Contains("/messages", StringComparison.Ordinal))
        {
            return method == "GET" ? $"queue read {name}" : method == "PUT" ? $"queue read renew {name}" : $"queue write {method.ToLowerInvariant()} {name}";
        }

        var service = char.IsUpper(rest[0]) ? "table" : "blob";
        return $"{service} {(method is "GET" or "HEAD" ? "read" : "write")} {name}{(method == "DELETE" ? " delete" : string.Empty)}";
    }

    [GeneratedRegex("\"(?<method>GET|HEAD|PUT|POST|DELETE|MERGE|PATCH) (?<path>/[^ ]+) HTTP")]
    private static partial Regex Request();

    [GeneratedRegex("^[A-Za-z$][A-Za-z0-9-]*")]
    private static partial Regex Name();
}
