namespace NotionSync.Emulator.Worlds;

/// <summary>
/// How file URLs stand in the stored JSON: as markers, because the address of the emulator and the signature are only
/// known when the object is read.
/// </summary>
internal static class FileMarker
{
    public const string Hosted = "emulator-hosted://";
    public const string External = "emulator-external://";
    public const string Expiry = "emulator-expiry://";

    public static string ForHosted(string key, string name) => $"{Hosted}{key}/{Uri.EscapeDataString(name)}";

    /// <summary>The marker of a URL outside: its host, path and query are kept, so that names and extensions stay.</summary>
    public static string ForExternal(Uri url) => External + url.Host + url.PathAndQuery;
}
