namespace NotionSync.Records;

/// <summary>Makes keys of parts that nobody can mistake for one another, whatever they hold: '.' stands between encoded parts only.</summary>
public static class RecordKey
{
    public static string Of(params ReadOnlySpan<string> parts)
    {
        var encoded = new string[parts.Length];

        for (var i = 0; i < parts.Length; i++)
        {
            encoded[i] = StorageKey.Encode(parts[i]);
        }

        return string.Join('.', encoded);
    }

    /// <summary>Falls as time goes on, so that the newest comes first.</summary>
    public static string Descending(DateTimeOffset time) => $"{long.MaxValue - time.UtcTicks:x16}";

    /// <summary>Falls as the number rises.</summary>
    public static string Descending(int number) => $"{int.MaxValue - number:x8}";
}
