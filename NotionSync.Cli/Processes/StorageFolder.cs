using System.Diagnostics;
using System.Globalization;

namespace NotionSync.Cli.Processes;

/// <summary>The folder with the storage's data of one run: new for every run, so that a run can be repeated, and removed at its end.</summary>
internal sealed class StorageFolder : IDisposable
{
    private const string Prefix = "storage-";

    private StorageFolder(string path) => Path = path;

    public string Path { get; }

    public static StorageFolder Create(Checkout checkout)
    {
        Directory.CreateDirectory(checkout.Local);
        RemoveLeftovers(checkout.Local);
        var name = string.Create(CultureInfo.InvariantCulture, $"{Prefix}{Environment.ProcessId}");
        return new(Directory.CreateDirectory(System.IO.Path.Combine(checkout.Local, name)).FullName);
    }

    public void Dispose() => Remove(Path);

    // A run that was killed could not remove its own.
    private static void RemoveLeftovers(string local)
    {
        foreach (var folder in Directory.EnumerateDirectories(local, $"{Prefix}*"))
        {
            var owner = System.IO.Path.GetFileName(folder)[Prefix.Length..];

            if (!int.TryParse(owner, NumberStyles.None, CultureInfo.InvariantCulture, out var id) || id == Environment.ProcessId || !IsRunning(id))
            {
                Remove(folder);
            }
        }
    }

    private static bool IsRunning(int id)
    {
        try
        {
            using var process = Process.GetProcessById(id);
            return !process.HasExited;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    private static void Remove(string folder)
    {
        try
        {
            Directory.Delete(folder, recursive: true);
        }
        catch (IOException)
        {
            // A killed Azurite may still be closing its files; the next run removes what is left.
        }
    }
}
