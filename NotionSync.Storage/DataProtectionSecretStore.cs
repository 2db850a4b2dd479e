using System.Security.Cryptography;
using System.Text;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using NotionSync.Connections;

namespace NotionSync.Storage;

/// <summary>
/// Secrets for where there is no Key Vault: encrypted with ASP.NET Core Data Protection in the container <c>secrets</c>,
/// the keys in a folder of this machine.
/// </summary>
public sealed partial class DataProtectionSecretStore : ISecretStore
{
    internal const string ContainerName = "secrets";

    // Both are part of the keys' derivation: with another one, nothing that is stored can be read.
    private const string Application = "NotionSync";
    private const string Purpose = "NotionSync.Secrets.v1";

    private readonly BlobContainerClient _container;
    private readonly DirectoryInfo _keyRing;
    private readonly ILogger<DataProtectionSecretStore> _logger;
    private IDataProtectionProvider _protection;

    public DataProtectionSecretStore(BlobServiceClient blobs, IOptions<SecretsOptions> options, ILogger<DataProtectionSecretStore> logger)
    {
        (_container, _logger) = (blobs.GetBlobContainerClient(ContainerName), logger);

        _keyRing = CreateFolder(options.Value.KeyRingFolder);
        _protection = OpenKeyRing();
    }

    public async Task<string?> FindAsync(string name, CancellationToken cancellationToken)
    {
        try
        {
            var blob = await _container.GetBlobClient(SecretName.Check(name)).DownloadContentAsync(cancellationToken);
            return Unprotect(name, blob.Value.Content.ToArray());
        }
        catch (RequestFailedException exception) when (exception.ErrorCode == BlobErrorCode.BlobNotFound)
        {
            return null;
        }
    }

    public async Task SetAsync(string name, string value, CancellationToken cancellationToken)
    {
        var secret = Protector(SecretName.Check(name)).Protect(Encoding.UTF8.GetBytes(value));

        await _container.GetBlobClient(name).UploadAsync(BinaryData.FromBytes(secret), overwrite: true, cancellationToken);
    }

    public async Task DeleteAsync(string name, CancellationToken cancellationToken)
        => await _container.GetBlobClient(SecretName.Check(name)).DeleteIfExistsAsync(cancellationToken: cancellationToken);

    private static DirectoryInfo CreateFolder(string path)
        => OperatingSystem.IsWindows()
            ? Directory.CreateDirectory(path)
            : Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);

    private string? Unprotect(string name, byte[] secret)
    {
        try
        {
            return TryUnprotect(name, secret) ?? Reopen(name, secret);
        }
        catch (CryptographicException exception)
        {
            Log.Unreadable(_logger, name, exception);
            return null;
        }
    }

    private string? TryUnprotect(string name, byte[] secret)
    {
        try
        {
            return Encoding.UTF8.GetString(Protector(name).Unprotect(secret));
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    // Another process may have made a key since the ring was read; by itself it is read again only once a day.
    private string Reopen(string name, byte[] secret)
    {
        _protection = OpenKeyRing();
        return Encoding.UTF8.GetString(Protector(name).Unprotect(secret));
    }

    // Bound to its name: the bytes of one secret under another name are not readable.
    private IDataProtector Protector(string name) => _protection.CreateProtector(Purpose, name);

    private IDataProtectionProvider OpenKeyRing()
        => DataProtectionProvider.Create(_keyRing, builder => builder.SetApplicationName(Application));

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "The secret {Name} cannot be decrypted: its key is not in the key ring, or it was changed.")]
        public static partial void Unreadable(ILogger logger, string name, Exception exception);
    }
}
