/** Generated from the server's OpenAPI by `npm run schema`. Do not edit. */

export interface paths {
    "/media/{space}/{digest}/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Bytes behind a signed address
         * @description A rendition or an original. Addresses come with photos; they are good for one to two hours.
         */
        get: operations["get_media"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/instance": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * This instance
         * @description Its name, version, and whether one can sign up.
         */
        get: operations["get_instance"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/session": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Who am I?
         * @description The person whose session or key this is. A session's cookie begins its life anew, as the session does by being used.
         */
        get: operations["get_session"];
        put?: never;
        /**
         * Sign in
         * @description Sign in with a username or e-mail address and a password; the answer sets the session's cookie.
         */
        post: operations["sign_in"];
        /**
         * Sign out
         * @description End this session. Who is not signed in is answered the same.
         */
        delete: operations["sign_out"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * My sessions
         * @description The browsers in which I am signed in, the latest used first.
         */
        get: operations["list_sessions"];
        put?: never;
        post?: never;
        /**
         * End all my other sessions
         * @description End every session but the one that asks. Not with an API key.
         */
        delete: operations["end_other_sessions"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sessions/{session_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * End one of my sessions
         * @description End a session; that browser must sign in again.
         */
        delete: operations["end_session"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/users": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Sign up
         * @description Make an account as the mode of this instance lets one, or the first administrator with the link that `serve` printed.
         *
         *     Who may act at once is signed in. Where a mail must be confirmed first, the answer is the same whether or not the address
         *     has an account already.
         */
        post: operations["sign_up"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/users/me": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * My account
         * @description The account whose session or key this is.
         */
        get: operations["get_me"];
        put?: never;
        post?: never;
        /**
         * Delete my account
         * @description Close one's own account. It is deleted with all it holds when the days of grace have passed; signing in calls it off.
         */
        delete: operations["delete_me"];
        options?: never;
        head?: never;
        /**
         * Change my profile
         * @description Change fields of one's own profile.
         */
        patch: operations["edit_me"];
        trace?: never;
    };
    "/api/v1/users/me/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What happened to my account
         * @description The record of the account, the latest first: its password, keys, address, role; each with who did it.
         */
        get: operations["list_my_events"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/users/me/storage": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What I keep
         * @description How much room my photos use, by kind, and what the trash will give back.
         */
        get: operations["get_my_storage"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/users/me/avatar": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Set my picture
         * @description Send a picture of yourself as it is, of any format that photos may have, of 20 MB at most. Its middle square is kept.
         */
        put: operations["put_avatar"];
        post?: never;
        /**
         * Remove my picture
         * @description Have no picture any more.
         */
        delete: operations["delete_avatar"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/users/me/password": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Change my password
         * @description Change one's own password; all other sessions end, and a mail tells of it. Not with an API key.
         */
        put: operations["change_password"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/users/me/email": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * My e-mail address
         * @description One's own e-mail address, and the one that was asked for and is not confirmed yet.
         */
        get: operations["own_email"];
        /**
         * Change my e-mail address
         * @description Change one's own e-mail address: at once where no mail is sent, else with the link in a mail to it. Not with an API key.
         */
        put: operations["change_email"];
        post?: never;
        /**
         * Keep my e-mail address
         * @description Call off a change of one's own address: the link in the mail does not count any more.
         */
        delete: operations["keep_email"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/users/confirmations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Confirm an e-mail address
         * @description Use the link of a mail: of a new account, or of an account that changes its address. It counts once.
         */
        post: operations["confirm"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/users/confirmations/again": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send the mail of confirmation again
         * @description Send it again, if an account waits for it; the answer does not tell.
         */
        post: operations["ask_again"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/password/forgotten": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Ask for a link to choose a new password
         * @description Have a mail sent, if there is such an account; the answer does not tell.
         */
        post: operations["forgotten"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/password/link": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Look at a link to choose a password
         * @description Whose password it chooses, before one types one. It is not used up by this.
         */
        post: operations["look_at_reset"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/password": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Choose a password with a link
         * @description Choose it; all sessions end. Then sign in with it.
         */
        post: operations["reset_password"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/invitations/link": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Look at an invitation
         * @description Who invites whom, and until when it counts. One accepts it by signing up with it.
         */
        post: operations["look_at_invitation"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/setup": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Look at the link of the first run
         * @description Whether it still makes the first administrator, before one types. One uses it by signing up with it.
         */
        post: operations["look_at_setup"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/invitations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Invitations
         * @description The latest 200 that I made, or that anybody made.
         */
        get: operations["list_invitations"];
        put?: never;
        /**
         * Invite somebody
         * @description Make an invitation: mailed, where mail is sent and an address is given, else as a link to pass on.
         */
        post: operations["make_invitation"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/invitations/{invitation_id}/link": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * A link of an invitation
         * @description One more link of an invitation of mine, to pass on; those that were given out before count as well.
         */
        post: operations["make_link"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/invitations/{invitation_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Take an invitation back
         * @description None of its links counts any more; whoever has used it stays.
         */
        delete: operations["revoke"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/keys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * My API keys
         * @description All keys of the person, the newest first.
         */
        get: operations["list_keys"];
        put?: never;
        /**
         * Make an API key
         * @description Make a key. It never may do more than the session or key that asks for it.
         */
        post: operations["make_key"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/keys/{key_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Delete an API key
         * @description Delete a key; it stops working at once.
         */
        delete: operations["delete_key"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/timeline": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Days with counts
         * @description The days of one's own library that have photos, the latest first.
         *
         *     A photo without a date stands on the day it was uploaded, in its owner's zone. Whoever asks again and again sends the `ETag`
         *     back in `If-None-Match`: while nothing has changed the answer is 304 and costs next to nothing.
         */
        get: operations["get_days"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/timeline/{day}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One day, or some in a row
         * @description The photos of one day in columns, the latest first; a long day goes on by its cursor.
         *
         *     Who shows a month of a few photos asks once, with `since`, instead of once for each of its days.
         */
        get: operations["get_bucket"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/timeline/{day}/ids": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The ids of some days
         * @description The ids of the photos from one day back to an earlier one, the latest first: to act on many that nobody looked at.
         */
        get: operations["get_ids"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/timeline/{day}/covers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Pictures for some months
         * @description A few pictures to stand for each month from that of one day back to that of an earlier one: favourites before others.
         *
         *     At most 50 years at once.
         */
        get: operations["get_covers"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/photos": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Some photos
         * @description Those of the photos that you may see, in the order asked for.
         */
        get: operations["get_photos"];
        put?: never;
        /**
         * Add a photo
         * @description Add one file. The answer comes when its bytes are safe on disk and its row is committed; it is developed afterwards.
         */
        post: operations["add_photo"];
        delete?: never;
        options?: never;
        head?: never;
        /**
         * Change many photos
         * @description Make the same changes to many photos.
         */
        patch: operations["edit_photos"];
        trace?: never;
    };
    "/api/v1/photos/check": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Which of these are there?
         * @description Ask by digest before sending: present, trashed, or purged. What is not answered is not there.
         */
        post: operations["check"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/photos/trash": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Trash many photos
         * @description Put photos into the trash, from where they can be restored for 30 days.
         */
        post: operations["trash_photos"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/photos/restore": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Restore many photos
         * @description Take photos out of the trash.
         */
        post: operations["restore_photos"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/photos/purge": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Delete many photos for good
         * @description Delete for good those of the photos that lie in the trash.
         */
        post: operations["purge_photos"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/photos/{photo_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One photo
         * @description A photo with what is known of it.
         */
        get: operations["get_photo"];
        put?: never;
        post?: never;
        /**
         * Trash a photo
         * @description Put a photo into the trash. Nothing is deleted for good before the trash's days are over.
         */
        delete: operations["trash_photo"];
        options?: never;
        head?: never;
        /**
         * Change a photo
         * @description Change what is said of a photo. What was edited by hand is never overwritten by what the file says.
         *
         *     Saying again the date that was found before any was said takes the edit of the date back: it is known as it was before.
         */
        patch: operations["edit_photo"];
        trace?: never;
    };
    "/api/v1/photos/{photo_id}/restore": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Restore a photo
         * @description Take a photo out of the trash.
         */
        post: operations["restore_photo"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/photos/{photo_id}/original": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Download the original
         * @description The very bytes that were uploaded.
         */
        get: operations["get_original"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/trash": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Empty the trash
         * @description Delete for good what lies in one's trash now.
         */
        delete: operations["empty_trash"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/photos/sidecars": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Add a sidecar to a photo
         * @description Keep a file whose name ends with `.xmp` or `.json` with one of your photos. It goes when its photo is deleted for good.
         */
        post: operations["add_sidecar"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/photos/zip": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Download many originals
         * @description The originals of those of the photos that you may see, in one ZIP file, in the order of the ids.
         *
         *     The ids come as JSON, or as fields `ids` of a form (each with one id, or several with commas between them), so that a
         *     browser can save the answer as it comes.
         */
        post: operations["get_zip"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/uploads/{upload_id}/address": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Where to send it directly
         * @description An address of the S3 server, signed for this upload alone; 404 where photos are not kept there, or the settings forbid it.
         *
         *     The upload is begun with `POST /api/v1/uploads`. Whoever has the address needs no key: do not pass it on.
         */
        post: operations["get_address"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/uploads/{upload_id}/sent": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * All of it was sent
         * @description Have what was sent read, checked and made a photo; when the answer comes, the photo is safe. May be asked again.
         */
        post: operations["fetch"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/uploads": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Begin an upload
         * @description Make an upload of `Upload-Length` bytes; its address is in `Location`. A body is taken as its first bytes.
         *
         *     As all requests of the protocol it must say `Tus-Resumable: 1.0.0`.
         */
        post: operations["create"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/uploads/{upload_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Give it up
         * @description Forget an upload and what arrived of it. A photo that it became stays.
         */
        delete: operations["delete"];
        options?: never;
        /**
         * How far is it?
         * @description The offset from which to go on, and the photo's id once it has become one.
         */
        head: operations["head"];
        /**
         * Go on
         * @description Append the body at `Upload-Offset`. The answer to the last bytes carries `Albumen-Photo-Id`: the photo is then safe.
         */
        patch: operations["append"];
        trace?: never;
    };
    "/api/v1/admin/jobs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The queue
         * @description How many jobs wait, run, and were given up.
         */
        get: operations["get_jobs"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/admin/jobs/parked": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Jobs that were given up
         * @description Jobs that were given up, each with its reason.
         */
        get: operations["list_parked"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/admin/jobs/parked/{job_id}/retry": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Try a job again
         * @description Put a job that was given up back into the queue.
         */
        post: operations["retry_parked"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/admin/jobs/parked/{job_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Forget a job
         * @description Drop a job that was given up. The photo it was for stays as it is.
         */
        delete: operations["discard_parked"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/admin/instance": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Settings for everybody
         * @description What is set for everybody.
         */
        get: operations["get_instance_settings"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /**
         * Change settings for everybody
         * @description Name the instance, say who may sign up and who may invite.
         */
        patch: operations["edit_instance_settings"];
        trace?: never;
    };
    "/api/v1/admin/users": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * All accounts
         * @description Accounts, by pages.
         */
        get: operations["list_users"];
        put?: never;
        /**
         * Make an account
         * @description Make an account for somebody: with a password, or for them to choose one.
         */
        post: operations["add_user"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/admin/users/{user_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Delete an account
         * @description Close an account; it is deleted with all it holds when the days of grace have passed. What was never used goes at once.
         */
        delete: operations["delete_user"];
        options?: never;
        head?: never;
        /**
         * Change an account
         * @description Suspend or reinstate somebody, change their role or their quota.
         */
        patch: operations["edit_user"];
        trace?: never;
    };
    "/api/v1/admin/users/{user_id}/approve": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Let somebody in
         * @description Let in somebody who waits, or whose confirmation never arrived; a mail tells them.
         */
        post: operations["approve"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/admin/users/{user_id}/decline": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Do not let somebody in
         * @description What they entered is deleted; a mail tells them, if they had confirmed their address.
         */
        post: operations["decline"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/admin/users/{user_id}/password-link": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * A link to choose a password
         * @description For somebody who has forgotten theirs, or has none yet: mailed to them, or the answer, to pass on. Not with an API key.
         */
        post: operations["make_password_link"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/admin/mail": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The mail server
         * @description How mail leaves.
         */
        get: operations["get_mail"];
        /**
         * Set the mail server
         * @description Enter the mail server; the password is kept sealed, with a key that is not in the database.
         *
         *     Not with an API key: whoever sets it reads the links in all mails.
         */
        put: operations["set_mail"];
        post?: never;
        /**
         * Send no mail any more
         * @description Forget the mail server and its password.
         */
        delete: operations["forget_mail"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/admin/mail/test": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send a mail to myself
         * @description Send a mail to the administrator who asks, at once, and say what the mail server answered.
         */
        post: operations["test_mail"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/admin/overview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The instance at one glance
         * @description Its name, version and address, how much it holds, and which settings are not left at their default.
         */
        get: operations["get_overview"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/admin/health": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * How is it?
         * @description The checks of `/readyz` and some for administrators alone, the disk, the database, the versions.
         */
        get: operations["get_health"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/admin/first-run": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * How far is setting up?
         * @description At which step the first administrator stands; null when that is over.
         */
        get: operations["get_first_run"];
        /**
         * Setting up goes on
         * @description Note the step; null ends it for good: what is over is not begun again.
         */
        put: operations["set_first_run"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/admin/queue": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Lanes, running jobs, workers
         * @description How every lane is, what runs just now, and which processes work.
         */
        get: operations["get_queue"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/admin/queue/{lane}/pause": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Pause a lane
         * @description Have no worker take a job of this lane until it is resumed, over restarts too. What runs comes to its end.
         */
        post: operations["pause_lane"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/admin/queue/{lane}/resume": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Resume a lane
         * @description Have the jobs of this lane done again, at once.
         */
        post: operations["resume_lane"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/admin/jobs/parked/retry": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Try all given-up jobs again
         * @description Put every job that was given up until now back into the queue.
         */
        post: operations["retry_all_parked"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/admin/storage": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Where everything is kept
         * @description Paths, bytes and counts, the room on the disk, who uses how much, and what the last sweep found.
         */
        get: operations["get_storage"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/admin/storage/survey": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Look through the store
         * @description Have the store looked through and measured soon, as happens every six hours.
         */
        post: operations["survey_storage"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/admin/backups": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Backups
         * @description The nightly dumps, what is in the folder of backups, when it was last made and verified, and what is wrong with that.
         */
        get: operations["get_backups"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/admin/backups/dump": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Write a dump of the database now
         * @description Have the worker write what it writes every night.
         */
        post: operations["dump_now"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/admin/backups/copy": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Back everything up now
         * @description Have the worker back everything up into the folder of ALBUMEN_BACKUPS_TO, else that which was used last.
         */
        post: operations["copy_now"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/admin/backups/verify": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Read the backup again
         * @description Have the worker read everything in the folder of backups again.
         */
        post: operations["verify_now"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/admin/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What happened to accounts
         * @description The record of accounts: made, suspended, roles, passwords, keys; each with who did it.
         */
        get: operations["list_events"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/admin/journal": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Warnings and errors
         * @description The last warnings and errors of the processes; the log itself has more.
         */
        get: operations["list_journal"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/livez": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Is it alive?
         * @description Answers while the process can answer at all.
         */
        get: operations["livez"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/readyz": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Is it ready?
         * @description 200 when photos can be taken in and shown, 503 when not; each check tells its own.
         */
        get: operations["readyz"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /**
         * AddedOut
         * @description What became of an upload. With the scope `photos:read` the answer is the whole photo.
         */
        AddedOut: {
            /**
             * Id
             * @example 234446389214451140
             */
            id: string;
            /** Sha256 */
            sha256: string;
            state: components["schemas"]["State"];
            /**
             * Created
             * @description False: these bytes were there already
             */
            created: boolean;
            /**
             * Restored
             * @description True: they lay in the trash and came back
             */
            restored: boolean;
        };
        /**
         * AddressOut
         * @description The request that brings the bytes of an upload.
         */
        AddressOut: {
            /** Method */
            method: string;
            /** Url */
            url: string;
            /**
             * Headers
             * @description To be sent along; the length is the one that was declared
             */
            headers: {
                [key: string]: string;
            };
            /**
             * Seconds
             * @description For so long is the address good
             */
            seconds: number;
        };
        /**
         * AdminCheckOut
         * @description One check, with the number that its sentence tells.
         */
        AdminCheckOut: {
            /** Name */
            name: string;
            /** Ok */
            ok: boolean;
            /** Detail */
            detail: string;
            /**
             * Value
             * @description Bytes, seconds, or how many; null: nothing is known
             */
            value?: number | null;
            /** @description By which name `detail` is known, where it is more than a number */
            said?: components["schemas"]["SaidOut"] | null;
        };
        /**
         * AdminHealthOut
         * @description How the instance is.
         */
        AdminHealthOut: {
            /** Checks */
            checks: components["schemas"]["AdminCheckOut"][];
            disk: components["schemas"]["DiskOut"];
            /** @description null: it does not answer */
            database: components["schemas"]["DatabaseOut"] | null;
            /** Version */
            version: string;
            /** Python */
            python: string;
            /**
             * At
             * Format: date-time
             */
            at: string;
        };
        /**
         * AvatarOut
         * @description Signed addresses of a person's picture, good for one to two hours. It is square.
         */
        AvatarOut: {
            /**
             * Small
             * @description 144 pixels wide at most
             */
            small: string;
            /**
             * Large
             * @description 512 pixels wide at most
             */
            large: string;
        };
        /**
         * BackupsOut
         * @description Everything about backups.
         */
        BackupsOut: {
            /**
             * Dumps
             * @description The newest first
             */
            dumps: components["schemas"]["DumpOut"][];
            /** Dumps Kept */
            dumps_kept: number;
            /** Dumps Folder */
            dumps_folder: string;
            /**
             * To
             * @description The folder that `copy` and `verify` work with; null: none is known
             */
            to: string | null;
            /**
             * To Set
             * @description Whether ALBUMEN_BACKUPS_TO says it, so that it is done every night
             */
            to_set: boolean;
            /**
             * Reachable
             * @description Whether this process can see that folder
             */
            reachable: boolean;
            /**
             * States
             * @description The newest first, at most 50
             */
            states: components["schemas"]["StateOut"][];
            last: components["schemas"]["LastOut"] | null;
            verified: components["schemas"]["VerifiedOut"] | null;
            run: components["schemas"]["RunOut"] | null;
            /**
             * Waiting
             * @description What was asked for and is not done yet
             */
            waiting: ("dump" | "backup" | "verify")[];
            /** Warnings */
            warnings: ("no dump" | "old dump" | "no backup" | "old backup" | "not verified" | "damaged" | "same disk")[];
        };
        /**
         * BatchChangesIn
         * @description The same changes for many photos.
         */
        BatchChangesIn: {
            /** Ids */
            ids: string[];
            changes: components["schemas"]["ChangesIn"];
        };
        /**
         * BatchIn
         * @description Many photos.
         */
        BatchIn: {
            /** Ids */
            ids: string[];
        };
        /**
         * BatchOut
         * @description Which photos were changed; those that are not there, not yours, or were so already are left out.
         */
        BatchOut: {
            /** Changed */
            changed: string[];
        };
        /**
         * BucketOut
         * @description A stretch of one day, or of some, in columns.
         */
        BucketOut: {
            /** Id */
            id: string[];
            /** Kind */
            kind: components["schemas"]["Kind"][];
            /**
             * Ratio
             * @description Width over height; 1 while unknown
             */
            ratio: number[];
            /**
             * Taken At
             * @description The wall clock at which it stands
             */
            taken_at: string[];
            /**
             * Dated
             * @description False: the date is unknown, it stands on the day of its upload
             */
            dated: boolean[];
            /** Favourite */
            favourite: boolean[];
            /** Archived */
            archived: boolean[];
            /** State */
            state: components["schemas"]["State"][];
            /** Thumbhash */
            thumbhash: (string | null)[];
            /** Duration */
            duration: (number | null)[];
            /**
             * Grid
             * @description Signed address of the small picture
             */
            grid: (string | null)[];
            /** Trashed At */
            trashed_at: (string | null)[];
            /**
             * Cursor
             * @description Where it goes on; null at the end
             */
            cursor: string | null;
        };
        /**
         * Camera
         * @description As in the file, trimmed.
         */
        Camera: {
            /** Make */
            make: string | null;
            /** Model */
            model: string | null;
        };
        /**
         * ChangesIn
         * @description What to change. What is left out stays as it is, null empties it: no title, no tags, no date, no place, no favourite.
         */
        ChangesIn: {
            /** Title */
            title?: string | null;
            /** Description */
            description?: string | null;
            /** Tags */
            tags?: string[] | null;
            /** Rating */
            rating?: number | null;
            /** Favourite */
            favourite?: boolean | null;
            /** Archived */
            archived?: boolean | null;
            /**
             * Taken At
             * @description ISO 8601 wall clock, with its offset where that is known; null: unknown
             */
            taken_at?: string | null;
            /**
             * Shift Seconds
             * @description Move the dates by so many seconds
             */
            shift_seconds?: number | null;
            /** Latitude */
            latitude?: number | null;
            /** Longitude */
            longitude?: number | null;
        };
        /**
         * CheckIn
         * @description Digests to look for: SHA-256 (64 hexadecimal digits) or SHA-1 (40).
         */
        CheckIn: {
            /** Sha256 */
            sha256?: string[] | null;
            /** Sha1 */
            sha1?: string[] | null;
        };
        /**
         * ConfirmedOut
         * @description Whose address was confirmed, and what comes next.
         */
        ConfirmedOut: {
            /** Username */
            username: string;
            /** Email */
            email: string;
            /**
             * State
             * @description `active`: one can sign in; `waiting`: an administrator decides
             * @enum {string}
             */
            state: "active" | "unconfirmed" | "waiting";
        };
        /**
         * CoversOut
         * @description Photos in columns: the n-th entries of all columns are one photo.
         */
        CoversOut: {
            /** Id */
            id: string[];
            /** Kind */
            kind: components["schemas"]["Kind"][];
            /**
             * Ratio
             * @description Width over height; 1 while unknown
             */
            ratio: number[];
            /**
             * Taken At
             * @description The wall clock at which it stands
             */
            taken_at: string[];
            /**
             * Dated
             * @description False: the date is unknown, it stands on the day of its upload
             */
            dated: boolean[];
            /** Favourite */
            favourite: boolean[];
            /** Archived */
            archived: boolean[];
            /** State */
            state: components["schemas"]["State"][];
            /** Thumbhash */
            thumbhash: (string | null)[];
            /** Duration */
            duration: (number | null)[];
            /**
             * Grid
             * @description Signed address of the small picture
             */
            grid: (string | null)[];
            /** Trashed At */
            trashed_at: (string | null)[];
        };
        /**
         * DatabaseOut
         * @description The database, as it tells of itself.
         */
        DatabaseOut: {
            /** Version */
            version: string;
            /** Size */
            size: number;
            /** Connections */
            connections: number;
            /** Most Connections */
            most_connections: number;
            /** Schema Revision */
            schema_revision?: string | null;
        };
        /**
         * DayOut
         * @description A day that has photos.
         */
        DayOut: {
            /**
             * Day
             * Format: date
             */
            day: string;
            /** Count */
            count: number;
        };
        /**
         * DiskOut
         * @description Room for photos, in bytes.
         */
        DiskOut: {
            /** Free */
            free: number;
            /** Total */
            total: number;
            /**
             * Floor
             * @description Below this, nothing more is taken in
             */
            floor: number;
            /**
             * Kind
             * @description The file system
             */
            kind: string | null;
            /**
             * Fleeting
             * @description Why what lies there does not last; null where it does
             */
            fleeting: string | null;
            /**
             * Small
             * @description Too small for a library of photos
             */
            small: boolean;
        };
        /**
         * DumpOut
         * @description A nightly dump of the database.
         */
        DumpOut: {
            /** Name */
            name: string;
            /**
             * At
             * Format: date-time
             */
            at: string;
            /** Bytes */
            bytes: number;
        };
        /**
         * EmailAddressIn
         * @description Somebody's e-mail address.
         */
        EmailAddressIn: {
            /** Email */
            email: string;
        };
        /**
         * EmailIn
         * @description A new e-mail address, and the password.
         */
        EmailIn: {
            /** Email */
            email: string;
            /** Password */
            password: string;
        };
        /**
         * EmailOut
         * @description What became of it.
         */
        EmailOut: {
            /**
             * Changed
             * @description False: it changes when the link in the mail to the new address is opened
             */
            changed: boolean;
            user: components["schemas"]["UserOut"];
        };
        /**
         * EndedOut
         * @description How many sessions ended.
         */
        EndedOut: {
            /** Ended */
            ended: number;
        };
        /**
         * EventOut
         * @description Something that happened to an account.
         */
        EventOut: {
            /**
             * Id
             * @example 234446389214451140
             */
            id: string;
            /**
             * At
             * Format: date-time
             */
            at: string;
            /** Kind */
            kind: string;
            /**
             * User Id
             * @example 234446389214451140
             */
            user_id: string;
            /**
             * Username
             * @description null: the account is gone
             */
            username: string | null;
            /**
             * Actor
             * @description `self`, `command line`, or the username of an administrator
             */
            actor: string;
            /** Detail */
            detail: {
                [key: string]: unknown;
            };
        };
        /**
         * EventsOut
         * @description The record of accounts, the latest first.
         */
        EventsOut: {
            /** Events */
            events: components["schemas"]["EventOut"][];
            /**
             * Kinds
             * @description All kinds that there are, to choose from
             */
            kinds: string[];
            /** Cursor */
            cursor: string | null;
        };
        /**
         * Exposure
         * @description How the picture was taken, as far as the file says; what it does not say is left out.
         */
        Exposure: {
            /** Iso */
            iso?: number | null;
            /**
             * Aperture
             * @description The f-number
             */
            aperture?: number | null;
            /** Shutter Seconds */
            shutter_seconds?: number | null;
            /**
             * Focal Length
             * @description Millimetres
             */
            focal_length?: number | null;
            /**
             * Focal Length 35Mm
             * @description Millimetres on film of 36 × 24 mm
             */
            focal_length_35mm?: number | null;
            /**
             * Bias
             * @description Steps (EV)
             */
            bias?: number | null;
            /** Flash Fired */
            flash_fired?: boolean | null;
            /**
             * Program
             * @example aperture priority
             */
            program?: string | null;
            /**
             * Metering
             * @example multi-segment
             */
            metering?: string | null;
        };
        /**
         * FetchedOut
         * @description What an upload became.
         */
        FetchedOut: {
            /**
             * Photo Id
             * @example 234446389214451140
             */
            photo_id: string;
        };
        /**
         * FirstRunIn
         * @description Where the first run goes on.
         */
        FirstRunIn: {
            /**
             * Step
             * @description null: it is over, for good
             */
            step: ("name" | "people" | "storage" | "import" | "backup") | null;
        };
        /**
         * FirstRunOut
         * @description How far the first run has come.
         */
        FirstRunOut: {
            /**
             * Step
             * @description null: it is over
             */
            step: ("name" | "people" | "storage" | "import" | "backup") | null;
        };
        /**
         * FoundOut
         * @description A digest that the library knows.
         */
        FoundOut: {
            /** Id */
            id: string | null;
            state: components["schemas"]["Presence"];
        };
        /**
         * GoodbyeIn
         * @description The password of whoever leaves.
         */
        GoodbyeIn: {
            /** Password */
            password: string;
        };
        /**
         * HealthOut
         * @description All checks.
         */
        HealthOut: {
            /** Ready */
            ready: boolean;
            /** Checks */
            checks: components["schemas"]["albumen__api__health__CheckOut"][];
        };
        /**
         * IdsOut
         * @description Ids of photos, the latest first.
         */
        IdsOut: {
            /** Id */
            id: string[];
            /**
             * Cursor
             * @description Where it goes on; null at the end
             */
            cursor: string | null;
        };
        /**
         * InstanceIn
         * @description What to change for everybody.
         */
        InstanceIn: {
            /** Name */
            name?: string | null;
            sign_up?: components["schemas"]["SignUp"] | null;
            inviters?: components["schemas"]["Inviters"] | null;
        };
        /**
         * InstanceOut
         * @description An instance as strangers see it.
         */
        InstanceOut: {
            /** Name */
            name: string;
            /** Version */
            version: string;
            sign_up: components["schemas"]["SignUp"];
            /** @description Who may invite people */
            inviters: components["schemas"]["Inviters"];
            /**
             * Mail
             * @description Whether mails are sent: without, nobody gets a link to choose a new password
             */
            mail: boolean;
            /**
             * Needs Setup
             * @description There is no administrator yet: open the link that `albumen serve` printed
             */
            needs_setup: boolean;
            /**
             * Encrypted
             * @description Whether this very connection is encrypted
             */
            encrypted: boolean;
            /**
             * Trash Days
             * @description Days that a photo stays in the trash before it is deleted for good
             */
            trash_days: number;
        };
        /**
         * InstanceSettingsOut
         * @description What is set for everybody.
         */
        InstanceSettingsOut: {
            /** Name */
            name: string;
            sign_up: components["schemas"]["SignUp"];
            inviters: components["schemas"]["Inviters"];
        };
        /**
         * InvitationIn
         * @description What an invitation is made from.
         */
        InvitationIn: {
            /**
             * Email
             * @description To be mailed there; left out: a link to pass on
             */
            email?: string | null;
            /**
             * Days
             * @description For which it counts; left out: as the settings say
             */
            days?: number | null;
            /**
             * Most
             * @description How many may use it; null: as many as want to
             * @default 1
             */
            most?: number | null;
            /**
             * @description By administrators only
             * @default user
             */
            role?: components["schemas"]["Role"];
            /**
             * Quota Bytes
             * @description By administrators only; left out: the default
             */
            quota_bytes?: number | null;
            /** @description Of the mail; left out: one's own */
            language?: components["schemas"]["Language"] | null;
        };
        /**
         * InvitationOut
         * @description An invitation without its link.
         */
        InvitationOut: {
            /**
             * Id
             * @example 234446389214451140
             */
            id: string;
            /** Inviter */
            inviter: string;
            /** Mine */
            mine: boolean;
            /** Email */
            email: string | null;
            role: components["schemas"]["Role"];
            /** Quota Bytes */
            quota_bytes: number | null;
            /** Most */
            most: number | null;
            /** Used */
            used: number;
            /**
             * Counts
             * @description Whether somebody can still use it
             */
            counts: boolean;
            /** Revoked */
            revoked: boolean;
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /**
             * Expires At
             * Format: date-time
             */
            expires_at: string;
        };
        /**
         * InvitationsOut
         * @description Invitations, the newest first.
         */
        InvitationsOut: {
            /** Invitations */
            invitations: components["schemas"]["InvitationOut"][];
        };
        /**
         * InvitedOut
         * @description An invitation, as whoever has it sees it.
         */
        InvitedOut: {
            /** Inviter */
            inviter: string;
            /**
             * Email
             * @description To whom it was sent: with this address nothing need be confirmed
             */
            email: string | null;
            /**
             * Expires At
             * Format: date-time
             */
            expires_at: string;
        };
        /**
         * Inviters
         * @description Who may make invitations.
         * @enum {string}
         */
        Inviters: "administrators" | "everybody";
        /**
         * JobsOut
         * @description The queue in three numbers.
         */
        JobsOut: {
            /**
             * Queued
             * @description Due now, or waiting to be tried again
             */
            queued: number;
            /** Running */
            running: number;
            /**
             * Parked
             * @description Given up, with a reason
             */
            parked: number;
        };
        /**
         * JournalEntryOut
         * @description A warning or an error of a process.
         */
        JournalEntryOut: {
            /**
             * Id
             * @example 234446389214451140
             */
            id: string;
            /**
             * At
             * Format: date-time
             */
            at: string;
            /**
             * Level
             * @enum {string}
             */
            level: "warning" | "error";
            /** Process */
            process: string;
            /** Event */
            event: string;
            /**
             * Times
             * @description How often it came within the moment
             */
            times: number;
            /** Request Id */
            request_id: string | null;
            /** Facts */
            facts: {
                [key: string]: string | number | boolean;
            };
        };
        /**
         * JournalOut
         * @description Warnings and errors, the latest first.
         */
        JournalOut: {
            /** Entries */
            entries: components["schemas"]["JournalEntryOut"][];
            /** Cursor */
            cursor: string | null;
        };
        /**
         * KeptOut
         * @description So many, of so many bytes.
         */
        KeptOut: {
            /** Count */
            count: number;
            /** Bytes */
            bytes: number;
        };
        /**
         * KeyIn
         * @description What a new key is for.
         */
        KeyIn: {
            /** Name */
            name: string;
            /**
             * Scopes
             * @description Left out: all that you may do
             */
            scopes?: components["schemas"]["Scope"][] | null;
            /** Expires At */
            expires_at?: string | null;
        };
        /**
         * KeyOut
         * @description An API key without its secret.
         */
        KeyOut: {
            /**
             * Id
             * @example 234446389214451140
             */
            id: string;
            /** Name */
            name: string;
            /** Scopes */
            scopes: components["schemas"]["Scope"][];
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /** Last Used At */
            last_used_at: string | null;
            /** Expires At */
            expires_at: string | null;
        };
        /**
         * KeysOut
         * @description A person's keys.
         */
        KeysOut: {
            /** Keys */
            keys: components["schemas"]["KeyOut"][];
        };
        /**
         * Kind
         * @description Still or moving.
         * @enum {string}
         */
        Kind: "image" | "video";
        /**
         * KnownUserOut
         * @description A person, as administrators see them.
         */
        KnownUserOut: {
            /**
             * Id
             * @example 234446389214451140
             */
            id: string;
            /** Username */
            username: string;
            /** Email */
            email: string;
            /** Display Name */
            display_name: string;
            /** Real Name */
            real_name: string;
            /** Bio */
            bio: string;
            /** Website */
            website: string;
            /** Location */
            location: string;
            /**
             * Time Zone
             * @example Europe/Berlin
             */
            time_zone: string;
            /** @description Of the mails to this person */
            language: components["schemas"]["Language"];
            avatar: components["schemas"]["AvatarOut"] | null;
            role: components["schemas"]["Role"];
            /**
             * State
             * @enum {string}
             */
            state: "active" | "suspended" | "deleted" | "unconfirmed" | "waiting" | "invited";
            quota: components["schemas"]["Quota"];
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /** Delete After */
            delete_after?: string | null;
            /**
             * Last Seen At
             * @description By browser or key, within five minutes; null: never
             */
            last_seen_at: string | null;
        };
        /**
         * Lane
         * @description Where a job runs. Each lane has its own slots, so a full lane never holds up another.
         * @enum {string}
         */
        Lane: "media" | "video" | "upkeep" | "backup";
        /**
         * LaneName
         * @description A lane, or all of them.
         * @enum {string}
         */
        LaneName: "media" | "video" | "upkeep" | "backup" | "all";
        /**
         * LaneOut
         * @description One of the lanes in which jobs run.
         */
        LaneOut: {
            lane: components["schemas"]["Lane"];
            /** Queued */
            queued: number;
            /** Running */
            running: number;
            /** Parked */
            parked: number;
            /** Oldest Wait Seconds */
            oldest_wait_seconds: number;
            /** Done Last Hour */
            done_last_hour: number;
            /** Done Last Day */
            done_last_day: number;
            /** Failed Last Day */
            failed_last_day: number;
            paused: components["schemas"]["PauseOut"] | null;
        };
        /**
         * Language
         * @description The languages that Albumen writes letters in.
         * @enum {string}
         */
        Language: "en" | "de";
        /**
         * LastOut
         * @description The last backup that succeeded.
         */
        LastOut: {
            /**
             * At
             * Format: date-time
             */
            at: string;
            /** To */
            to: string;
            /** Name */
            name: string;
        };
        /**
         * LinkOut
         * @description A link to pass on; it is shown this once. Without the host where the server does not know its public address.
         */
        LinkOut: {
            /** Link */
            link: string;
        };
        /**
         * LoginIn
         * @description Somebody's e-mail address or username.
         */
        LoginIn: {
            /**
             * Login
             * @description Username or e-mail address
             */
            login: string;
        };
        /**
         * MailIn
         * @description The mail server.
         */
        MailIn: {
            /** Host */
            host: string;
            /** Port */
            port: number;
            security: components["schemas"]["Security"];
            /** Sender */
            sender: string;
            /**
             * Sender Name
             * @default
             */
            sender_name?: string;
            /**
             * Username
             * @default
             */
            username?: string;
            /**
             * Password
             * @description Left out: the one that was entered before stays
             */
            password?: string | null;
        };
        /**
         * MailOut
         * @description The mail server without its password.
         */
        MailOut: {
            /**
             * Source
             * @description `environment`: it cannot be changed here; `none`: no mail is sent
             * @enum {string}
             */
            source: "environment" | "entered" | "none";
            /** Host */
            host: string;
            /** Port */
            port: number;
            security: components["schemas"]["Security"];
            /** Sender */
            sender: string;
            /** Sender Name */
            sender_name: string;
            /** Username */
            username: string;
            /** Has Password */
            has_password: boolean;
            /**
             * Readable
             * @description False: the password was sealed with another secret than this instance's; enter it again
             */
            readable: boolean;
            /**
             * Public Url
             * @description Where links in mails lead; null: ALBUMEN_PUBLIC_URL is not set
             */
            public_url: string | null;
        };
        /**
         * MyEventOut
         * @description Something that happened to the account.
         */
        MyEventOut: {
            /**
             * Id
             * @example 234446389214451140
             */
            id: string;
            /**
             * At
             * Format: date-time
             */
            at: string;
            /** Kind */
            kind: string;
            /**
             * Actor
             * @description `self`, `command line`, or the username of an administrator
             */
            actor: string;
        };
        /**
         * MyEventsOut
         * @description What happened to the account, the latest first.
         */
        MyEventsOut: {
            /** Events */
            events: components["schemas"]["MyEventOut"][];
            /** Cursor */
            cursor: string | null;
        };
        /**
         * MyStorageOut
         * @description How much room somebody's photos use. What is in no part is sidecars, and what is being cleared away.
         */
        MyStorageOut: {
            /** Used */
            used: number;
            /** Limit */
            limit: number | null;
            images: components["schemas"]["KeptOut"];
            videos: components["schemas"]["KeptOut"];
            trash: components["schemas"]["KeptOut"];
            /**
             * Trash Days
             * @description After so many days in the trash a photo is deleted for good
             */
            trash_days: number;
        };
        /**
         * NewInvitationOut
         * @description An invitation that was just made.
         */
        NewInvitationOut: {
            /**
             * Id
             * @example 234446389214451140
             */
            id: string;
            /** Inviter */
            inviter: string;
            /** Mine */
            mine: boolean;
            /** Email */
            email: string | null;
            role: components["schemas"]["Role"];
            /** Quota Bytes */
            quota_bytes: number | null;
            /** Most */
            most: number | null;
            /** Used */
            used: number;
            /**
             * Counts
             * @description Whether somebody can still use it
             */
            counts: boolean;
            /** Revoked */
            revoked: boolean;
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /**
             * Expires At
             * Format: date-time
             */
            expires_at: string;
            /**
             * Sent
             * @description Whether a mail is on its way
             */
            sent: boolean;
            /**
             * Link
             * @description Where no mail is sent: the link to pass on, without the host where that is unknown
             */
            link: string | null;
        };
        /**
         * NewKeyOut
         * @description A key that was just made.
         */
        NewKeyOut: {
            /**
             * Id
             * @example 234446389214451140
             */
            id: string;
            /** Name */
            name: string;
            /** Scopes */
            scopes: components["schemas"]["Scope"][];
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /** Last Used At */
            last_used_at: string | null;
            /** Expires At */
            expires_at: string | null;
            /**
             * Key
             * @description The whole key. It is shown this once and kept nowhere.
             */
            key: string;
        };
        /**
         * NewPasswordIn
         * @description A link, and the password that is chosen with it.
         */
        NewPasswordIn: {
            /**
             * Token
             * @description What stands behind the # of the link
             */
            token: string;
            /** New */
            new: string;
        };
        /**
         * NewUserIn
         * @description An account made by an administrator.
         */
        NewUserIn: {
            /** Username */
            username: string;
            /** Email */
            email: string;
            /**
             * Password
             * @description Left out: its owner chooses one with a link, mailed where mail is sent
             */
            password?: string | null;
            /**
             * Display Name
             * @default
             */
            display_name?: string;
            /**
             * Time Zone
             * @default UTC
             */
            time_zone?: string;
            /** @description Of mails; left out: the administrator's own */
            language?: components["schemas"]["Language"] | null;
            /** @default user */
            role?: components["schemas"]["Role"];
            /** Quota Bytes */
            quota_bytes?: number | null;
        };
        /**
         * NewUserOut
         * @description An account that was just made.
         */
        NewUserOut: {
            /**
             * Id
             * @example 234446389214451140
             */
            id: string;
            /** Username */
            username: string;
            /** Email */
            email: string;
            /** Display Name */
            display_name: string;
            /** Real Name */
            real_name: string;
            /** Bio */
            bio: string;
            /** Website */
            website: string;
            /** Location */
            location: string;
            /**
             * Time Zone
             * @example Europe/Berlin
             */
            time_zone: string;
            /** @description Of the mails to this person */
            language: components["schemas"]["Language"];
            avatar: components["schemas"]["AvatarOut"] | null;
            role: components["schemas"]["Role"];
            /**
             * State
             * @enum {string}
             */
            state: "active" | "suspended" | "deleted" | "unconfirmed" | "waiting" | "invited";
            quota: components["schemas"]["Quota"];
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /** Delete After */
            delete_after?: string | null;
            /**
             * Last Seen At
             * @description By browser or key, within five minutes; null: never
             */
            last_seen_at: string | null;
            /**
             * Link
             * @description Where nobody was mailed: the link to choose a password, to pass on
             */
            link: string | null;
        };
        /**
         * OverviewOut
         * @description The instance at one glance.
         */
        OverviewOut: {
            /** Name */
            name: string;
            /** Version */
            version: string;
            /** Public Url */
            public_url: string | null;
            /**
             * Public Url Set
             * @description Whether ALBUMEN_PUBLIC_URL says it, or it is where Albumen listens
             */
            public_url_set: boolean;
            /** Trash Days */
            trash_days: number;
            /** People */
            people: number;
            /** Photos */
            photos: number;
            /** Bytes */
            bytes: number;
            /**
             * Settings Set
             * @description Settings that are not left at their default, by their variable
             */
            settings_set: string[];
        };
        /**
         * OwnEmailOut
         * @description One's own e-mail address.
         */
        OwnEmailOut: {
            /** Email */
            email: string;
            /**
             * Asked
             * @description The address that it changes to when the link in the mail to it is opened
             */
            asked: string | null;
        };
        /**
         * ParkedListOut
         * @description Jobs that were given up, the latest first.
         */
        ParkedListOut: {
            /** Jobs */
            jobs: components["schemas"]["ParkedOut"][];
            /** Cursor */
            cursor: string | null;
        };
        /**
         * ParkedOut
         * @description A job that was given up.
         */
        ParkedOut: {
            /** Id */
            id: string;
            /** Task */
            task: string;
            /** Photo Id */
            photo_id: string | null;
            /** Reason */
            reason: string;
            /** @description By which name the reason is known */
            said: components["schemas"]["SaidOut"] | null;
            /** Attempts */
            attempts: number;
            /**
             * Since
             * Format: date-time
             */
            since: string;
        };
        /**
         * PasswordIn
         * @description A new password, and the one that holds.
         */
        PasswordIn: {
            /** Current */
            current: string;
            /** New */
            new: string;
        };
        /**
         * PauseOut
         * @description Since when nobody takes a job of a lane, and who said so.
         */
        PauseOut: {
            /** By */
            by: string;
            /**
             * Since
             * Format: date-time
             */
            since: string;
        };
        /**
         * PersonOut
         * @description How much room somebody uses.
         */
        PersonOut: {
            /**
             * Id
             * @example 234446389214451140
             */
            id: string;
            /** Username */
            username: string;
            /** Photos */
            photos: number;
            /** Used */
            used: number;
            /** Limit */
            limit: number | null;
            /** Trash */
            trash: number;
        };
        /**
         * PhotoOut
         * @description A photo or video with what is known of it.
         */
        PhotoOut: {
            /**
             * Id
             * @example 234446389214451140
             */
            id: string;
            /**
             * Owner Id
             * @example 234446389214451140
             */
            owner_id: string;
            kind: components["schemas"]["Kind"];
            /** Media Type */
            media_type: string;
            /** Filename */
            filename: string;
            /** Path */
            path: string;
            /**
             * Size
             * @description Bytes of the original
             */
            size: number;
            /** Sha256 */
            sha256: string;
            /** Sha1 */
            sha1: string;
            /**
             * Width
             * @description Pixels, after orientation
             */
            width: number | null;
            /** Height */
            height: number | null;
            /**
             * Taken At
             * @description ISO 8601 wall clock; with an offset only when it is known; null when nothing is known
             * @example 2019-07-04T21:15:03
             * @example 2019-07-04T21:15:03+02:00
             */
            taken_at: string | null;
            /** Taken At Source */
            taken_at_source?: ("offset_tag" | "gps" | "home_zone" | "sidecar" | "file_name" | "modified" | "user") | null;
            /**
             * Taken At Confidence
             * @enum {string}
             */
            taken_at_confidence: "certain" | "likely" | "guess";
            /**
             * Taken At Precision
             * @enum {string}
             */
            taken_at_precision: "year" | "month" | "day" | "minute" | "second" | "subsecond";
            /**
             * Shown At
             * @description The wall clock at which it stands in the timeline
             */
            shown_at: string;
            /** Latitude */
            latitude: number | null;
            /** Longitude */
            longitude: number | null;
            /** Altitude */
            altitude: number | null;
            camera: components["schemas"]["Camera"];
            /** Lens */
            lens: string | null;
            exposure: components["schemas"]["Exposure"];
            /**
             * Artist
             * @description Who took it, as the file says
             */
            artist: string | null;
            /** Copyright */
            copyright: string | null;
            /**
             * Duration
             * @description Seconds of a video
             */
            duration: number | null;
            /**
             * Video Codec
             * @example h264
             * @example hevc
             */
            video_codec: string | null;
            /** Audio Codec */
            audio_codec: string | null;
            /**
             * Frame Rate
             * @description Pictures a second
             */
            frame_rate: number | null;
            /** Title */
            title: string;
            /** Description */
            description: string;
            /** Tags */
            tags: string[];
            /** Rating */
            rating: number;
            /** Favourite */
            favourite: boolean;
            /** Archived */
            archived: boolean;
            /** Trashed At */
            trashed_at: string | null;
            state: components["schemas"]["State"];
            /**
             * Reason
             * @description Why it is opaque or failed
             */
            reason: string | null;
            /** @description By which name the reason is known */
            reason_said: components["schemas"]["SaidOut"] | null;
            renditions: components["schemas"]["Renditions"];
            /**
             * Thumbhash
             * @description Base64
             */
            thumbhash: string | null;
            /**
             * Uploaded At
             * Format: date-time
             */
            uploaded_at: string;
            /**
             * Updated At
             * Format: date-time
             */
            updated_at: string;
        };
        /**
         * PhotosOut
         * @description Some photos.
         */
        PhotosOut: {
            /** Photos */
            photos: components["schemas"]["PhotoOut"][];
        };
        /**
         * PlaceOut
         * @description Something that is kept: where, how many, how many bytes.
         */
        PlaceOut: {
            /**
             * Path
             * @description A folder of this machine, or a bucket and its server; null: neither
             */
            path: string | null;
            /**
             * Count
             * @description null: not counted yet
             */
            count: number | null;
            /**
             * Bytes
             * @description null: not measured yet
             */
            bytes: number | null;
        };
        /**
         * Presence
         * @description What the library knows of a digest.
         * @enum {string}
         */
        Presence: "present" | "trashed" | "purged";
        /**
         * Problem
         * @description What went wrong, for programs and for people (RFC 9457).
         */
        Problem: {
            /**
             * Type
             * @default about:blank
             * @example /problems/not-found
             */
            type?: string;
            /** Title */
            title: string;
            /** Status */
            status: number;
            /** Detail */
            detail: string;
            /**
             * Code
             * @description The name of the sentence in `detail`, which stays when its words change; new ones may be added
             */
            code: components["schemas"]["SentenceCode"];
            /**
             * Values
             * @description What is filled into the sentence
             */
            values?: {
                [key: string]: string | number;
            } | null;
            /** Errors */
            errors?: components["schemas"]["ProblemField"][] | null;
            /**
             * Request Id
             * @description The same as in the log, and in the header `X-Request-Id`
             */
            request_id?: string | null;
        };
        /**
         * ProblemField
         * @description One thing wrong with one field.
         */
        ProblemField: {
            /** Field */
            field: string;
            /** Detail */
            detail: string;
            /**
             * Code
             * @description The name of the sentence, as in the problem itself
             */
            code: components["schemas"]["SentenceCode"];
            /** Values */
            values?: {
                [key: string]: string | number;
            } | null;
        };
        /**
         * ProfileIn
         * @description What to change of a profile; what is left out stays.
         */
        ProfileIn: {
            /** Display Name */
            display_name?: string | null;
            /** Real Name */
            real_name?: string | null;
            /** Bio */
            bio?: string | null;
            /** Website */
            website?: string | null;
            /** Location */
            location?: string | null;
            /** Time Zone */
            time_zone?: string | null;
            language?: components["schemas"]["Language"] | null;
        };
        /**
         * PurgedOut
         * @description How many photos were deleted for good.
         */
        PurgedOut: {
            /** Purged */
            purged: number;
        };
        /**
         * QueueOut
         * @description The queue.
         */
        QueueOut: {
            /** Lanes */
            lanes: components["schemas"]["LaneOut"][];
            /**
             * Running
             * @description The longest first, at most 100
             */
            running: components["schemas"]["RunningOut"][];
            /** Workers */
            workers: components["schemas"]["WorkerOut"][];
        };
        /**
         * Quota
         * @description Bytes of originals.
         */
        Quota: {
            /** Used */
            used: number;
            /**
             * Limit
             * @description None: no limit
             */
            limit: number | null;
        };
        /**
         * Renditions
         * @description Signed addresses of smaller pictures, good for one to two hours; null while there is none.
         */
        Renditions: {
            /** Grid */
            grid: string | null;
            /** Preview */
            preview: string | null;
            /** Poster */
            poster: string | null;
            /**
             * Video
             * @description A video that browsers play
             */
            video: string | null;
            /** @description Of a video */
            storyboard: components["schemas"]["StoryboardOut"] | null;
        };
        /**
         * ResetOut
         * @description Whose password a link chooses.
         */
        ResetOut: {
            /** Username */
            username: string;
            /** Email */
            email: string;
            /**
             * First
             * @description An administrator made the account; nobody has chosen a password yet
             */
            first: boolean;
            /**
             * Expires At
             * Format: date-time
             */
            expires_at: string;
        };
        /**
         * RetriedOut
         * @description How many jobs wait again.
         */
        RetriedOut: {
            /** Retried */
            retried: number;
        };
        /**
         * Role
         * @description What a person may do for the instance, beyond their own library.
         * @enum {string}
         */
        Role: "user" | "moderator" | "administrator";
        /**
         * RunOut
         * @description A backup or its verification that the worker does, or did last.
         */
        RunOut: {
            /**
             * Kind
             * @enum {string}
             */
            kind: "backup" | "verify";
            /** To */
            to: string;
            /** Title */
            title: string;
            /** Done */
            done: number;
            /** Total */
            total: number;
            /**
             * Started At
             * Format: date-time
             */
            started_at: string;
            /** Finished At */
            finished_at: string | null;
            /** Failure */
            failure: string | null;
            /** @description By which name the failure is known */
            said: components["schemas"]["SaidOut"] | null;
            /** Copied */
            copied: number;
            /** Copied Bytes */
            copied_bytes: number;
            /** Unreadable */
            unreadable: number;
        };
        /**
         * RunningOut
         * @description A job that runs just now.
         */
        RunningOut: {
            /** Id */
            id: string;
            /** Task */
            task: string;
            lane: components["schemas"]["Lane"];
            /** Photo Id */
            photo_id: string | null;
            /** Attempt */
            attempt: number;
            /** Since */
            since: string | null;
            /** Worker */
            worker: string | null;
        };
        /**
         * SaidOut
         * @description A sentence by its name, for whoever says it in another language.
         */
        SaidOut: {
            /** Code */
            code: components["schemas"]["SentenceCode"];
            /** Values */
            values: {
                [key: string]: string | number;
            };
        };
        /**
         * Scope
         * @description One right that an API key may carry. A session carries them all.
         * @enum {string}
         */
        Scope: "photos:read" | "photos:write" | "photos:delete" | "account:read" | "account:write" | "keys" | "admin";
        /**
         * Security
         * @description How the connection to the mail server is encrypted. Its certificate is always checked.
         * @enum {string}
         */
        Security: "starttls" | "tls" | "none";
        /**
         * SendIn
         * @description How a link reaches a person.
         */
        SendIn: {
            /**
             * Mail
             * @description Mail it to them; else it is the answer, to pass on
             * @default false
             */
            mail?: boolean;
        };
        /**
         * SentOut
         * @description A link to choose a password, or that it is on its way.
         */
        SentOut: {
            /** Link */
            link: string | null;
        };
        /**
         * SessionOut
         * @description A browser that is signed in.
         */
        SessionOut: {
            /**
             * Id
             * @example 234446389214451140
             */
            id: string;
            /** Current */
            current: boolean;
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /**
             * Last Seen At
             * Format: date-time
             */
            last_seen_at: string;
            /**
             * Expires At
             * Format: date-time
             */
            expires_at: string;
            /** User Agent */
            user_agent: string;
            /** Address */
            address: string;
        };
        /**
         * SessionsOut
         * @description The browsers in which a person is signed in.
         */
        SessionsOut: {
            /** Sessions */
            sessions: components["schemas"]["SessionOut"][];
        };
        /**
         * ShelfName
         * @description Which list to read.
         * @enum {string}
         */
        ShelfName: "library" | "favourites" | "archive" | "trash";
        /**
         * SidecarOut
         * @description What became of a sidecar.
         */
        SidecarOut: {
            /**
             * Attached
             * @description False: the photo had it already
             */
            attached: boolean;
        };
        /**
         * SignIn
         * @description Who wants to sign in.
         */
        SignIn: {
            /**
             * Login
             * @description Username or e-mail address
             */
            login: string;
            /** Password */
            password: string;
        };
        /**
         * SignUp
         * @description Who may make an account.
         * @enum {string}
         */
        SignUp: "open" | "invite" | "approval" | "closed";
        /**
         * SignUpIn
         * @description What a new account is made from.
         */
        SignUpIn: {
            /** Username */
            username: string;
            /** Email */
            email: string;
            /** Password */
            password: string;
            /**
             * Display Name
             * @default
             */
            display_name?: string;
            /**
             * Time Zone
             * @description IANA name, as the browser knows it
             * @default UTC
             */
            time_zone?: string;
            /** @description Of mails; left out: as `Accept-Language` says */
            language?: components["schemas"]["Language"] | null;
            /**
             * Setup Token
             * @description From the link of the first run
             */
            setup_token?: string | null;
            /**
             * Invitation
             * @description From the link of an invitation
             */
            invitation?: string | null;
        };
        /**
         * SignedInOut
         * @description Who is signed in.
         */
        SignedInOut: {
            user: components["schemas"]["UserOut"];
        };
        /**
         * SignedUpOut
         * @description What became of it.
         */
        SignedUpOut: {
            /**
             * State
             * @description `active`: signed in; `unconfirmed`: open the link in the mail; `waiting`: an administrator decides
             * @enum {string}
             */
            state: "active" | "unconfirmed" | "waiting";
            /** @description Who is signed in now; null unless `active` */
            user: components["schemas"]["UserOut"] | null;
        };
        /**
         * State
         * @description How far a photo has come. Its bytes are safe in every state.
         * @enum {string}
         */
        State: "processing" | "ready" | "opaque" | "failed";
        /**
         * StateOut
         * @description A state of the library in a backup.
         */
        StateOut: {
            /** Name */
            name: string;
            /**
             * At
             * Format: date-time
             */
            at: string;
            /** Count */
            count: number;
            /** Bytes */
            bytes: number;
        };
        /**
         * StorageOut
         * @description Where everything is kept and how much of it there is.
         */
        StorageOut: {
            /** Data */
            data: string;
            originals: components["schemas"]["PlaceOut"];
            renditions: components["schemas"]["PlaceOut"];
            database: components["schemas"]["PlaceOut"];
            dumps: components["schemas"]["PlaceOut"];
            disk: components["schemas"]["DiskOut"];
            trash: components["schemas"]["TrashOut"];
            survey: components["schemas"]["SurveyOut"] | null;
            /**
             * People
             * @description Who uses most first, at most 100
             */
            people: components["schemas"]["PersonOut"][];
            /**
             * More People
             * @description How many are not in the list
             */
            more_people: number;
        };
        /**
         * StoryboardOut
         * @description Small pictures along a video in one: row by row from the left, each from the middle of its part of the time.
         */
        StoryboardOut: {
            /** Url */
            url: string;
            /** Columns */
            columns: number;
            /** Frames */
            frames: number;
            /**
             * Width
             * @description Pixels of one of them
             */
            width: number;
            /** Height */
            height: number;
        };
        /**
         * SurveyOut
         * @description What the last sweep of the store found.
         */
        SurveyOut: {
            /**
             * At
             * Format: date-time
             */
            at: string;
            /**
             * Missing
             * @description Originals that the database knows and that are not there
             */
            missing: number;
            /** Collected */
            collected: number;
            /** Discarded */
            discarded: number;
            /** Failed */
            failed: number;
            /**
             * Stopped
             * @description Why it deleted nothing at all
             */
            stopped: string | null;
        };
        /**
         * TestOut
         * @description What became of the test.
         */
        TestOut: {
            /** Sent */
            sent: boolean;
            /** To */
            to: string;
            /**
             * Detail
             * @description A sentence for people
             */
            detail: string;
            /** @description By which name it is known */
            said: components["schemas"]["SaidOut"] | null;
            /**
             * Answer
             * @description What the server said itself, if anything
             */
            answer: string;
        };
        /**
         * TimelineOut
         * @description A shelf, day by day, the latest first.
         */
        TimelineOut: {
            /** Days */
            days: components["schemas"]["DayOut"][];
            /**
             * Version
             * @description Grows with every change of the library
             */
            version: number;
        };
        /**
         * TokenIn
         * @description A link, as far as it is a secret.
         */
        TokenIn: {
            /**
             * Token
             * @description What stands behind the # of the link
             */
            token: string;
        };
        /**
         * TrashOut
         * @description What lies in everybody's trash.
         */
        TrashOut: {
            /** Count */
            count: number;
            /**
             * Bytes
             * @description What purging it will free
             */
            bytes: number;
            /**
             * Days
             * @description After so many days in the trash a photo is purged
             */
            days: number;
            /** Oldest */
            oldest: string | null;
        };
        /**
         * UserChangesIn
         * @description What to change about an account; what is left out stays.
         */
        UserChangesIn: {
            /** State */
            state?: ("active" | "suspended") | null;
            role?: components["schemas"]["Role"] | null;
            /**
             * Quota Bytes
             * @description null lifts the limit
             */
            quota_bytes?: number | null;
        };
        /**
         * UserOut
         * @description A person, as they see themselves and administrators see them.
         */
        UserOut: {
            /**
             * Id
             * @example 234446389214451140
             */
            id: string;
            /** Username */
            username: string;
            /** Email */
            email: string;
            /** Display Name */
            display_name: string;
            /** Real Name */
            real_name: string;
            /** Bio */
            bio: string;
            /** Website */
            website: string;
            /** Location */
            location: string;
            /**
             * Time Zone
             * @example Europe/Berlin
             */
            time_zone: string;
            /** @description Of the mails to this person */
            language: components["schemas"]["Language"];
            avatar: components["schemas"]["AvatarOut"] | null;
            role: components["schemas"]["Role"];
            /**
             * State
             * @enum {string}
             */
            state: "active" | "suspended" | "deleted" | "unconfirmed" | "waiting" | "invited";
            quota: components["schemas"]["Quota"];
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /** Delete After */
            delete_after?: string | null;
        };
        /**
         * UsersOut
         * @description Accounts in the order in which they were made.
         */
        UsersOut: {
            /** Users */
            users: components["schemas"]["KnownUserOut"][];
            /**
             * Counts
             * @description How many the search finds, by state
             */
            counts: {
                [key: string]: number;
            };
            /**
             * Cursor
             * @description `after` for the next page; null at the end
             */
            cursor: string | null;
        };
        /**
         * VerifiedOut
         * @description When a backup was last read again.
         */
        VerifiedOut: {
            /**
             * At
             * Format: date-time
             */
            at: string;
            /** To */
            to: string;
            /** States */
            states: number;
            /** Damages */
            damages: number;
        };
        /**
         * WorkerOut
         * @description A process that does jobs.
         */
        WorkerOut: {
            /** Id */
            id: string;
            /** Host */
            host: string;
            /** Pid */
            pid: number;
            /** Version */
            version: string;
            /** Slots */
            slots: number;
            /** Running */
            running: number;
            /** Started At */
            started_at: string | null;
            /** Seen Seconds Ago */
            seen_seconds_ago: number;
            /** Alive */
            alive: boolean;
        };
        /**
         * CheckOut
         * @description One check.
         */
        albumen__api__health__CheckOut: {
            /** Name */
            name: string;
            /** Ok */
            ok: boolean;
            /** Detail */
            detail: string;
        };
        /**
         * CheckOut
         * @description Those of the digests that the library knows; the others are not in it.
         */
        albumen__api__photos__CheckOut: {
            /** Found */
            found: {
                [key: string]: components["schemas"]["FoundOut"];
            };
        };
        /**
         * SentenceCode
         * @description The names of the sentences that answers have; new ones may be added.
         * @enum {string}
         */
        SentenceCode: "account-leaving" | "account-suspended" | "administrators" | "already-held" | "awaiting-approval" | "backup-busy" | "backup-damaged" | "backup-failed" | "backup-files-damaged" | "backup-interrupted" | "backup-no-place" | "backup-none-in" | "backup-not-kept" | "backup-not-written" | "backup-system" | "bad-address" | "bad-edit" | "bad-field" | "blob-busy" | "blob-conflict" | "blob-corrupt" | "blob-missing" | "body-too-large" | "cancelled" | "caption-long" | "changed-meanwhile" | "conflict" | "cross-site" | "database" | "database-failed" | "database-not-empty" | "database-unavailable" | "date-not-yet" | "decoder-crashed" | "decoder-limit" | "decoder-memory" | "decoder-output" | "decoder-pixels" | "decoder-time" | "decoders-gone" | "dump-damaged" | "dump-failed" | "email-form" | "email-taken" | "empty-file" | "field-bool-parsing" | "field-bool-type" | "field-dict-type" | "field-enum" | "field-finite-number" | "field-float-parsing" | "field-float-type" | "field-greater-than" | "field-greater-than-equal" | "field-int-from-float" | "field-int-parsing" | "field-int-parsing-size" | "field-int-type" | "field-json-invalid" | "field-less-than" | "field-less-than-equal" | "field-list-type" | "field-literal-error" | "field-missing" | "field-model-attributes-type" | "field-model-type" | "field-path-type" | "field-string-pattern-mismatch" | "field-string-too-long" | "field-string-too-short" | "field-string-type" | "field-string-unicode" | "field-timezone-aware" | "field-too-long" | "field-too-short" | "field-url-parsing" | "file-too-large" | "files-missing" | "files-unknown" | "fixed-by-environment" | "forbidden" | "half-a-place" | "hidden" | "in-the-trash" | "instance-name" | "invalid" | "invitation-needed" | "invitation-over" | "invitations-most" | "invited-days" | "invited-most" | "inviting" | "inviting-more" | "key-long" | "key-longer" | "key-more" | "key-name" | "key-over" | "key-scopes" | "keys-most" | "last-administrator" | "link-over" | "mail-ca-file" | "mail-certificate" | "mail-failed" | "mail-host-form" | "mail-hung-up" | "mail-no-address" | "mail-no-answer" | "mail-no-auth" | "mail-no-server" | "mail-no-starttls" | "mail-nobody-listens" | "mail-not-from" | "mail-not-here" | "mail-not-taken" | "mail-not-to" | "mail-other-tls" | "mail-refused" | "mail-sender-form" | "mail-sender-none" | "mail-sign-in" | "migration-refused" | "missing-scope" | "name-taken" | "no-backup" | "no-database" | "no-direct-uploads" | "no-mail-server" | "no-public-url" | "no-room" | "no-such-address" | "no-such-date" | "no-such-invitation" | "no-such-key" | "no-such-method" | "no-such-photo" | "no-such-place" | "no-such-session" | "no-such-task" | "no-such-upload" | "no-such-user" | "nobody-signs-in" | "not-a-picture" | "not-a-sidecar" | "not-allowed" | "not-by-key" | "not-for-you" | "not-found" | "not-json" | "not-parked" | "not-signed-in" | "not-there" | "not-typed" | "not-waiting" | "not-yet-in" | "not-yourself" | "nothing-sent" | "other-arguments" | "other-instance" | "outdated" | "owner-gone" | "park" | "password-easy" | "password-long" | "password-short" | "password-wrong" | "picture-too-large" | "place-taken" | "process-died" | "quota-exceeded" | "rating" | "s3-away" | "s3-bucket" | "s3-clock" | "s3-forbidden" | "s3-key" | "s3-region" | "s3-unfit" | "schema" | "setup-over" | "sign-up-closed" | "staged-conflict" | "staged-missing" | "staged-too-large" | "stalled" | "store-away" | "store-failed" | "store-full" | "store-mark" | "store-other" | "store-refused" | "store-said" | "tags-most" | "text-long" | "time-zone" | "too-large" | "too-many" | "too-many-attempts" | "took-too-long" | "unauthenticated" | "unavailable" | "unconfirmed" | "undecodable" | "unexpected" | "unknown-format" | "unknown-zone" | "unsupported" | "unsupported-type" | "upload-busy" | "username-form" | "username-reserved" | "username-taken" | "weak-secret" | "website-form" | "website-scheme" | "write-lost" | "wrong-checksum" | "wrong-credentials" | "wrong-digest" | "wrong-key" | "wrong-offset" | "wrong-size" | "other";
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    get_media: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                space: string;
                digest: string;
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/octet-stream": unknown;
                };
            };
            /** @description A range of it */
            206: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A problem with a field */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_instance: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["InstanceOut"];
                };
            };
            /** @description A problem with a field */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_session: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SignedInOut"];
                };
            };
            /** @description A problem with a field */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    sign_in: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SignIn"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SignedInOut"];
                };
            };
            /** @description A problem with a field */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    sign_out: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A problem with a field */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_sessions: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionsOut"];
                };
            };
            /** @description A problem with a field */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    end_other_sessions: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EndedOut"];
                };
            };
            /** @description A problem with a field */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    end_session: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                session_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A problem with a field */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    sign_up: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SignUpIn"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SignedUpOut"];
                };
            };
            /** @description Something is still to be done before one can sign in */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SignedUpOut"];
                };
            };
            /** @description A problem with a field */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_me: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UserOut"];
                };
            };
            /** @description A problem with a field */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    delete_me: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["GoodbyeIn"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UserOut"];
                };
            };
            /** @description A problem with a field */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    edit_me: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ProfileIn"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UserOut"];
                };
            };
            /** @description A problem with a field */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_my_events: {
        parameters: {
            query?: {
                cursor?: string | null;
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MyEventsOut"];
                };
            };
            /** @description A problem with a field */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_my_storage: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MyStorageOut"];
                };
            };
            /** @description A problem with a field */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    put_avatar: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/octet-stream": string;
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UserOut"];
                };
            };
            /** @description A problem with a field */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    delete_avatar: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UserOut"];
                };
            };
            /** @description A problem with a field */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    change_password: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PasswordIn"];
            };
        };
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A problem with a field */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    own_email: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OwnEmailOut"];
                };
            };
            /** @description A problem with a field */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    change_email: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EmailIn"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EmailOut"];
                };
            };
            /** @description A problem with a field */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    keep_email: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A problem with a field */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    confirm: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TokenIn"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConfirmedOut"];
                };
            };
            /** @description A problem with a field */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    ask_again: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EmailAddressIn"];
            };
        };
        responses: {
            /** @description Successful Response */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                };
            };
            /** @description A problem with a field */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    forgotten: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["LoginIn"];
            };
        };
        responses: {
            /** @description Successful Response */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                };
            };
            /** @description A problem with a field */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    look_at_reset: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TokenIn"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ResetOut"];
                };
            };
            /** @description A problem with a field */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    reset_password: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewPasswordIn"];
            };
        };
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A problem with a field */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    look_at_invitation: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TokenIn"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["InvitedOut"];
                };
            };
            /** @description A problem with a field */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    look_at_setup: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TokenIn"];
            };
        };
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A problem with a field */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_invitations: {
        parameters: {
            query?: {
                /** @description By administrators only */
                everybodys?: boolean;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["InvitationsOut"];
                };
            };
            /** @description A problem with a field */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    make_invitation: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["InvitationIn"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NewInvitationOut"];
                };
            };
            /** @description A problem with a field */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    make_link: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The invitation's id */
                invitation_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LinkOut"];
                };
            };
            /** @description A problem with a field */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    revoke: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The invitation's id */
                invitation_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A problem with a field */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_keys: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["KeysOut"];
                };
            };
            /** @description A problem with a field */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    make_key: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["KeyIn"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NewKeyOut"];
                };
            };
            /** @description A problem with a field */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    delete_key: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                key_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A problem with a field */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_days: {
        parameters: {
            query?: {
                shelf?: components["schemas"]["ShelfName"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TimelineOut"];
                };
            };
            /** @description Nothing has changed since the answer whose `ETag` stood in `If-None-Match` */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A problem with a field */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_bucket: {
        parameters: {
            query?: {
                shelf?: components["schemas"]["ShelfName"];
                /** @description An earlier day: all days from it on as well */
                since?: string | null;
                cursor?: string | null;
                /** @description Most photos in one answer */
                limit?: number;
            };
            header?: never;
            path: {
                day: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BucketOut"];
                };
            };
            /** @description A problem with a field */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_ids: {
        parameters: {
            query: {
                /** @description An earlier day */
                since: string;
                shelf?: components["schemas"]["ShelfName"];
                cursor?: string | null;
                /** @description Most ids in one answer */
                limit?: number;
            };
            header?: never;
            path: {
                day: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["IdsOut"];
                };
            };
            /** @description A problem with a field */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_covers: {
        parameters: {
            query: {
                /** @description An earlier day */
                since: string;
                shelf?: components["schemas"]["ShelfName"];
                /** @description Most pictures of a month */
                each?: number;
            };
            header?: never;
            path: {
                day: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CoversOut"];
                };
            };
            /** @description A problem with a field */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_photos: {
        parameters: {
            query: {
                /** @description Up to 200 ids, comma-separated */
                ids: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PhotosOut"];
                };
            };
            /** @description A problem with a field */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    add_photo: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "multipart/form-data": {
                    /** Format: binary */
                    file: string;
                    /** @description If given, the bytes must have it */
                    sha256?: string;
                    /** Format: date-time */
                    modified?: string;
                    /** @description Cut at 1,000 */
                    path?: string;
                    title?: string;
                    description?: string;
                    tags?: string[];
                };
            };
        };
        responses: {
            /** @description These bytes were there already */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AddedOut"];
                };
            };
            /** @description The photo is safe */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AddedOut"];
                };
            };
            /** @description A problem with a field */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    edit_photos: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["BatchChangesIn"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BatchOut"];
                };
            };
            /** @description A problem with a field */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    check: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CheckIn"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["albumen__api__photos__CheckOut"];
                };
            };
            /** @description A problem with a field */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    trash_photos: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["BatchIn"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BatchOut"];
                };
            };
            /** @description A problem with a field */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    restore_photos: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["BatchIn"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BatchOut"];
                };
            };
            /** @description A problem with a field */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    purge_photos: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["BatchIn"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BatchOut"];
                };
            };
            /** @description A problem with a field */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_photo: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The photo's id */
                photo_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PhotoOut"];
                };
            };
            /** @description A problem with a field */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    trash_photo: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The photo's id */
                photo_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A problem with a field */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    edit_photo: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` of the photo as it was seen: 412 when it is another now */
                "if-match"?: string | null;
            };
            path: {
                /** @description The photo's id */
                photo_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ChangesIn"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PhotoOut"];
                };
            };
            /** @description A problem with a field */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    restore_photo: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The photo's id */
                photo_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PhotoOut"];
                };
            };
            /** @description A problem with a field */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_original: {
        parameters: {
            query?: {
                disposition?: "attachment" | "inline";
            };
            header?: never;
            path: {
                /** @description The photo's id */
                photo_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/octet-stream": unknown;
                };
            };
            /** @description A range of it */
            206: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description It is at an address of the S3 server, for a short while (only where the settings say so) */
            307: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A problem with a field */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    empty_trash: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PurgedOut"];
                };
            };
            /** @description A problem with a field */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    add_sidecar: {
        parameters: {
            query: {
                /** @description SHA-256 of the photo, which is in your library already */
                photo: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "multipart/form-data": {
                    /** Format: binary */
                    file: string;
                    /** @description If given, the bytes must have it */
                    sha256?: string;
                };
            };
        };
        responses: {
            /** @description The photo had it already */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SidecarOut"];
                };
            };
            /** @description The sidecar is safe */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SidecarOut"];
                };
            };
            /** @description A problem with a field */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_zip: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/x-www-form-urlencoded": {
                    ids: string[];
                };
                "application/json": {
                    ids: string[];
                };
            };
        };
        responses: {
            /** @description A ZIP file of the originals */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/zip": unknown;
                };
            };
            /** @description A problem with a field */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_address: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The upload's id */
                upload_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AddressOut"];
                };
            };
            /** @description A problem with a field */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    fetch: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The upload's id */
                upload_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FetchedOut"];
                };
            };
            /** @description A problem with a field */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    create: {
        parameters: {
            query?: never;
            header?: {
                "upload-metadata"?: string;
                "upload-length"?: string | null;
                "upload-checksum"?: string | null;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A problem with a field */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    delete: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The upload's id */
                upload_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A problem with a field */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    head: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The upload's id */
                upload_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A problem with a field */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    append: {
        parameters: {
            query?: never;
            header?: {
                "upload-offset"?: string | null;
                "upload-checksum"?: string | null;
            };
            path: {
                /** @description The upload's id */
                upload_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A problem with a field */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_jobs: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["JobsOut"];
                };
            };
            /** @description A problem with a field */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_parked: {
        parameters: {
            query?: {
                cursor?: string | null;
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ParkedListOut"];
                };
            };
            /** @description A problem with a field */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    retry_parked: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                job_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A problem with a field */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    discard_parked: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                job_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A problem with a field */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_instance_settings: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["InstanceSettingsOut"];
                };
            };
            /** @description A problem with a field */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    edit_instance_settings: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["InstanceIn"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["InstanceSettingsOut"];
                };
            };
            /** @description A problem with a field */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_users: {
        parameters: {
            query?: {
                after?: string | null;
                limit?: number;
                /** @description Part of a name or address */
                search?: string;
                state?: ("active" | "suspended" | "deleted" | "unconfirmed" | "waiting" | "invited") | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UsersOut"];
                };
            };
            /** @description A problem with a field */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    add_user: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewUserIn"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NewUserOut"];
                };
            };
            /** @description A problem with a field */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    delete_user: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The account's id */
                user_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["KnownUserOut"];
                };
            };
            /** @description A problem with a field */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    edit_user: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The account's id */
                user_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["UserChangesIn"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["KnownUserOut"];
                };
            };
            /** @description A problem with a field */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    approve: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The account's id */
                user_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["KnownUserOut"];
                };
            };
            /** @description A problem with a field */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    decline: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The account's id */
                user_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A problem with a field */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    make_password_link: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The account's id */
                user_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SendIn"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SentOut"];
                };
            };
            /** @description A problem with a field */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_mail: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MailOut"];
                };
            };
            /** @description A problem with a field */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    set_mail: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["MailIn"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MailOut"];
                };
            };
            /** @description A problem with a field */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    forget_mail: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A problem with a field */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    test_mail: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TestOut"];
                };
            };
            /** @description A problem with a field */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_overview: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OverviewOut"];
                };
            };
            /** @description A problem with a field */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_health: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AdminHealthOut"];
                };
            };
            /** @description A problem with a field */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_first_run: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FirstRunOut"];
                };
            };
            /** @description A problem with a field */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    set_first_run: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["FirstRunIn"];
            };
        };
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A problem with a field */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_queue: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["QueueOut"];
                };
            };
            /** @description A problem with a field */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    pause_lane: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The lane, or `all` */
                lane: components["schemas"]["LaneName"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A problem with a field */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    resume_lane: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The lane, or `all` */
                lane: components["schemas"]["LaneName"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A problem with a field */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    retry_all_parked: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RetriedOut"];
                };
            };
            /** @description A problem with a field */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_storage: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StorageOut"];
                };
            };
            /** @description A problem with a field */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    survey_storage: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                };
            };
            /** @description A problem with a field */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_backups: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BackupsOut"];
                };
            };
            /** @description A problem with a field */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    dump_now: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                };
            };
            /** @description A problem with a field */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    copy_now: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                };
            };
            /** @description A problem with a field */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    verify_now: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                };
            };
            /** @description A problem with a field */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_events: {
        parameters: {
            query?: {
                kind?: string | null;
                /** @description Only of this account */
                user?: string | null;
                /** @description Not before this instant */
                since?: string | null;
                /** @description Before this instant */
                until?: string | null;
                cursor?: string | null;
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EventsOut"];
                };
            };
            /** @description A problem with a field */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_journal: {
        parameters: {
            query?: {
                level?: ("warning" | "error") | null;
                process?: ("web" | "worker" | "serve") | null;
                /** @description Not before this instant */
                since?: string | null;
                /** @description Before this instant */
                until?: string | null;
                cursor?: string | null;
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["JournalOut"];
                };
            };
            /** @description A problem with a field */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    livez: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A problem with a field */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readyz: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HealthOut"];
                };
            };
            /** @description A problem with a field */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HealthOut"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
}
