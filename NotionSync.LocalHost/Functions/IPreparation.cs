namespace NotionSync.LocalHost.Functions;

/// <summary>Makes something in storage that functions count on.</summary>
internal interface IPreparation
{
    Task PrepareAsync(CancellationToken cancellationToken);
}
